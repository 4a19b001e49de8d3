package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalDecisions;
import dev.gatehouse.authserver.approval.ApprovalEntry;
import dev.gatehouse.authserver.approval.ApprovalList;
import dev.gatehouse.authserver.approval.ApprovalQueue;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which clients wait, and what is decided about them. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ApprovalsApi {

    private static final String LIST = "/admin/api/v1/approvals";

    private final ApprovalQueue queue;

    private final ApprovalDecisions decisions;

    private final InstantSource clock;

    ApprovalsApi(ApprovalQueue queue, ApprovalDecisions decisions, InstantSource clock) {
        this.queue = queue;
        this.decisions = decisions;
        this.clock = clock;
    }

    @GetMapping(LIST)
    Items<ApprovalBody> list(
            @RequestParam(name = "state", defaultValue = "waiting") String state,
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "after", defaultValue = "") String after) {
        ApprovalList.Show show = Faults.choice("state", ApprovalList.Show.class, state);
        int page = Items.page(after);
        ApprovalList list = queue.list(show == null ? ApprovalList.Show.WAITING : show, search, page);
        return Items.page(list.entries(), ApprovalBody::of, page, list.pages());
    }

    @GetMapping(LIST + "/{id}")
    ResponseEntity<ApprovalBody> one(@PathVariable String id) {
        return answer(Faults.id(id));
    }

    @PostMapping(LIST + "/{id}/decision")
    ResponseEntity<ApprovalBody> decide(@PathVariable String id, AdministrationToken caller, HttpServletRequest request)
            throws IOException {
        UUID key = Faults.id(id);
        DecisionBody body = JsonBody.read(request, DecisionBody.class);
        decisions.decide(key, version(key, request), body.approval(clock.instant()), caller.administrator());
        return answer(key);
    }

    /** Puts back what the last decision replaced. */
    @PostMapping(LIST + "/{id}/undo")
    ResponseEntity<ApprovalBody> undo(@PathVariable String id, AdministrationToken caller, HttpServletRequest request) {
        UUID key = Faults.id(id);
        decisions.undo(key, version(key, request), caller.administrator());
        return answer(key);
    }

    private int version(UUID id, HttpServletRequest request) {
        int version = Preconditions.found(queue.find(id)).version();
        Preconditions.requireMatch(request, Preconditions.tag(version));
        return version;
    }

    private ResponseEntity<ApprovalBody> answer(UUID id) {
        ApprovalEntry entry = Preconditions.found(queue.find(id));
        return ResponseEntity.ok().eTag(Preconditions.tag(entry.version())).body(ApprovalBody.of(entry));
    }
}
