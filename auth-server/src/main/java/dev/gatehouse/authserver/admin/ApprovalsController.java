package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalDecision;
import dev.gatehouse.authserver.approval.ApprovalDecisions;
import dev.gatehouse.authserver.approval.ApprovalEntry;
import dev.gatehouse.authserver.approval.ApprovalList;
import dev.gatehouse.authserver.approval.ApprovalModes;
import dev.gatehouse.authserver.approval.ApprovalQueue;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Which clients wait for a decision, and what was decided. The chain of pages lets only approvers post. */
@Controller
class ApprovalsController {

    private static final String PURPOSE = "approvals";

    private final ApprovalQueue queue;

    private final ApprovalDecisions decisions;

    private final ApprovalModes modes;

    private final TokenRevocations revocations;

    private final FormTokens formTokens;

    private final InstantSource clock;

    ApprovalsController(
            ApprovalQueue queue,
            ApprovalDecisions decisions,
            ApprovalModes modes,
            TokenRevocations revocations,
            FormTokens formTokens,
            InstantSource clock) {
        this.queue = queue;
        this.decisions = decisions;
        this.modes = modes;
        this.revocations = revocations;
        this.formTokens = formTokens;
        this.clock = clock;
    }

    @GetMapping("/admin/approvals")
    String list(
            SignedIn signedIn,
            @RequestParam(name = "show", defaultValue = "") String show,
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "page", defaultValue = "1") String page,
            @RequestParam(name = "done", defaultValue = "") String done,
            @RequestParam(name = "id", defaultValue = "") String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("notice", DecisionNotice.of(done));
        model.addAttribute("decided", parse(id).flatMap(queue::find).orElse(null));
        model.addAttribute("problems", Map.of());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return page(read(show, search, page), signedIn, model);
    }

    private ApprovalList read(String show, String search, String page) {
        int number = page.matches("[0-9]{1,6}") ? Integer.parseInt(page) : 1;
        return queue.list(ApprovalList.Show.of(show), search, number);
    }

    private String page(ApprovalList list, SignedIn signedIn, Model model) {
        model.addAttribute("list", list);
        model.addAttribute("waiting", queue.waiting());
        model.addAttribute("mode", modes.current());
        model.addAttribute("grants", grants(list));
        model.addAttribute("decides", signedIn.person().approver());
        return "admin/approvals";
    }

    @PostMapping("/admin/approvals/{id}")
    Object decide(
            SignedIn signedIn,
            @PathVariable String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        UUID approval = require(id);
        DecisionForm form = new DecisionForm(request);
        Map<String, String> problems = form.problems(clock.instant());
        if (!problems.isEmpty()) {
            ApprovalList list = again(queue.find(approval).orElseThrow(ApprovalsController::gone), request);
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("refused", approval);
            model.addAttribute("form", form);
            model.addAttribute("problems", problems);
            model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
            return page(list, signedIn, model);
        }
        ApprovalDecision decision = form.decision(clock.instant());
        decisions.decide(approval, form.version(), decision, Administrator.of(signedIn.person()));
        return seeOther(request, DecisionNotice.of(decision.kind()).location(approval));
    }

    @PostMapping("/admin/approvals/{id}/undo")
    ResponseEntity<Void> undo(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        UUID approval = require(id);
        decisions.undo(approval, new DecisionForm(request).version(), Administrator.of(signedIn.person()));
        return seeOther(request, DecisionNotice.UNDONE.location(approval));
    }

    /** The page where the form was, or the app alone where that page has it no more. */
    private ApprovalList again(ApprovalEntry entry, HttpServletRequest request) {
        ApprovalList list = read(
                ClientSearch.value(request, "show"),
                ClientSearch.value(request, "q"),
                ClientSearch.value(request, "page"));
        return list.entries().stream().anyMatch(one -> one.id().equals(entry.id()))
                ? list
                : new ApprovalList(list.show(), List.of(entry), 1, 1, "", 1, 1);
    }

    /** How many grants a block would end. */
    private Map<UUID, Integer> grants(ApprovalList list) {
        Map<UUID, Integer> grants = new HashMap<>();
        for (ApprovalEntry entry : list.entries()) {
            grants.put(
                    entry.id(),
                    entry.clients().stream()
                            .mapToInt(revocations::countOfClient)
                            .sum());
        }
        return grants;
    }

    private static ResponseEntity<Void> seeOther(HttpServletRequest request, String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + location)
                .build();
    }

    private static UUID require(String id) {
        return parse(id).orElseThrow(ApprovalsController::gone);
    }

    private static PageRefusal gone() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This app is not in the queue")
                .because("Nobody waits for it any more, and nothing was decided about it.")
                .remedy("Look at the queue again."));
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            // Not the id of anything.
            return Optional.empty();
        }
    }
}
