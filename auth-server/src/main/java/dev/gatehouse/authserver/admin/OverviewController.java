package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalQueue;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientQuery.Filter;
import dev.gatehouse.authserver.handshake.HandshakeUse;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.user.SignedIn;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page of the console: what may need somebody, what was decided, and how much is going on. */
@Controller
class OverviewController {

    private final ApprovalQueue queue;

    private final ClientQuery clients;

    private final GrantQuery grants;

    private final HandshakeUse handshakes;

    private final AuditQuery audit;

    private final Diary diary;

    OverviewController(
            ApprovalQueue queue,
            ClientQuery clients,
            GrantQuery grants,
            HandshakeUse handshakes,
            AuditQuery audit,
            Diary diary) {
        this.queue = queue;
        this.clients = clients;
        this.grants = grants;
        this.handshakes = handshakes;
        this.audit = audit;
        this.diary = diary;
    }

    @GetMapping("/admin")
    String overview(SignedIn signedIn, Model model) {
        model.addAttribute("waiting", queue.waiting());
        model.addAttribute("registered", clients.count(Filter.registeredWithin(7)));
        model.addAttribute("unused", clients.count(Filter.unused(30)));
        model.addAttribute("ending", grants.countEndingSoon());
        model.addAttribute("refused", handshakes.refusedToday());
        model.addAttribute("week", WeekChart.of(handshakes.week()));
        model.addAttribute("decisions", diary.lines(audit.decisions()));
        return "admin/overview";
    }
}
