package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalModes;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.notice.Notice;
import dev.gatehouse.authserver.notice.Notices;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How this installation is set, and where each value comes from. The chain of pages lets only owners post. */
@Controller
class SettingsController {

    private static final String PURPOSE = "settings";

    private final SettingLines settings;

    private final ApprovalModes modes;

    private final Notices notices;

    private final AuditLog audit;

    private final Changes changes;

    private final FormTokens formTokens;

    SettingsController(
            SettingLines settings,
            ApprovalModes modes,
            Notices notices,
            AuditLog audit,
            Changes changes,
            FormTokens formTokens) {
        this.settings = settings;
        this.modes = modes;
        this.notices = notices;
        this.audit = audit;
        this.changes = changes;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/settings")
    String settings(
            @RequestParam(name = "done", defaultValue = "") String done,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("groups", settings.groups());
        model.addAttribute("modes", ApprovalMode.values());
        model.addAttribute("mode", modes.current());
        model.addAttribute("modeOrigin", settings.modeOrigin());
        model.addAttribute("servers", settings.servers());
        model.addAttribute("heard", notices.heard());
        model.addAttribute("waiting", notices.waiting());
        model.addAttribute("notice", notice(done));
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/settings";
    }

    @PostMapping("/admin/settings/mode")
    ResponseEntity<Void> mode(
            SignedIn signedIn,
            @RequestParam(name = "mode", defaultValue = "") String mode,
            HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        modes.set(RuleForm.mode(mode), Administrator.of(signedIn.person()));
        return seeOther(request, "mode");
    }

    /** Puts a notice into the outbox, as anything else that is told. */
    @PostMapping("/admin/settings/test-notice")
    ResponseEntity<Void> testNotice(SignedIn signedIn, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        if (!notices.heard()) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "Nobody would hear it")
                    .because("Neither a mail server with an address nor a webhook is set up.")
                    .remedy("Set spring.mail.host and gatehouse.notice.administrators, or gatehouse.notice.webhook."));
        }
        String by = signedIn.person().displayName();
        changes.transaction(() -> {
            notices.tellAdministrators(new Notice(
                    "notice.tested",
                    "A test from Gatehouse",
                    by + " sent this to see whether notices arrive. There is nothing to do.",
                    Map.of("by", by)));
            audit.append(AuditEvent.done("notice.tested")
                    .by("person:" + signedIn.person().id()));
        });
        return seeOther(request, "tested");
    }

    private static @Nullable String notice(String done) {
        return switch (done) {
            case "mode" -> "The mode is changed, and counts from now on.";
            case "tested" -> "On its way. It arrives within half a minute, or is tried again and stays counted below.";
            default -> null;
        };
    }

    private static ResponseEntity<Void> seeOther(HttpServletRequest request, String done) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/settings?done=" + done)
                .build();
    }
}
