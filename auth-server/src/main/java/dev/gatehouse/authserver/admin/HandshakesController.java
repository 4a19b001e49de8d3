package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.handshake.HandshakeQuery;
import dev.gatehouse.authserver.handshake.HandshakeSummary;
import dev.gatehouse.authserver.handshake.HandshakeTimeline;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** How clients connected, or why they did not. */
@Controller
class HandshakesController {

    private final HandshakeQuery handshakes;

    private final AuditLog audit;

    HandshakesController(HandshakeQuery handshakes, AuditLog audit) {
        this.handshakes = handshakes;
        this.audit = audit;
    }

    @GetMapping("/admin/handshakes")
    String list(
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "show", defaultValue = "") String show,
            @RequestParam(name = "page", defaultValue = "1") String page,
            Model model) {
        int number = page.matches("[0-9]{1,6}") ? Integer.parseInt(page) : 1;
        model.addAttribute("list", handshakes.page(search, show.equals("refused"), number));
        return "admin/handshakes";
    }

    @GetMapping("/admin/handshakes/{id}")
    String timeline(SignedIn signedIn, @PathVariable String id, Model model) {
        HandshakeTimeline timeline = find(id).orElseThrow(HandshakesController::notThere);
        recordView(signedIn, timeline.summary());
        model.addAttribute("timeline", timeline);
        return "admin/handshake";
    }

    private Optional<HandshakeTimeline> find(String id) {
        try {
            return handshakes.find(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            // Not the id of anything: the same answer as for one that is gone.
            return Optional.empty();
        }
    }

    /** Requirement L3: the steps tell from which addresses people came. */
    private void recordView(SignedIn signedIn, HandshakeSummary viewed) {
        audit.append(AuditEvent.done("handshake.viewed")
                .by("person:" + signedIn.person().id())
                .client(viewed.clientId())
                .with("handshake", viewed.id()));
    }

    private static PageRefusal notThere() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This handshake is not there")
                .because("Handshakes are kept for a week, and fewer when there are very many.")
                .remedy("Let the client connect once more, then look at the list."));
    }
}
