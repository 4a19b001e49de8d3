package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalModes;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which clients pass that nobody decided about. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ModeApi {

    private static final String MODE = "/admin/api/v1/mode";

    private final ApprovalModes modes;

    private final Attempt attempt;

    ModeApi(ApprovalModes modes, Attempt attempt) {
        this.modes = modes;
        this.attempt = attempt;
    }

    /** The mode: open, by-rule or approve-all. */
    record ModeBody(@Nullable String mode) {}

    @GetMapping(MODE)
    ResponseEntity<ModeBody> mode() {
        ApprovalMode mode = modes.current();
        return ResponseEntity.ok().eTag(Preconditions.tag(mode)).body(new ModeBody(Faults.name(mode)));
    }

    @PutMapping(MODE)
    ResponseEntity<ModeBody> put(
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        ApprovalMode wanted = Faults.constant(
                ApprovalMode.class, JsonBody.read(request, ModeBody.class).mode(), "/mode");
        return attempt.make(dryRun, () -> {
            ApprovalMode before = modes.current();
            Preconditions.requireMatch(request, Preconditions.tag(before));
            if (wanted != before && !modes.change(before, wanted, caller.administrator())) {
                throw Preconditions.failed();
            }
            return mode();
        });
    }
}
