package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.consent.ConnectedAgents;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The agents that a person allowed, and how they take that back (requirement S8). */
@Controller
class AgentsController {

    private final ConnectedAgents agents;

    private final FormTokens formTokens;

    AgentsController(ConnectedAgents agents, FormTokens formTokens) {
        this.agents = agents;
        this.formTokens = formTokens;
    }

    @GetMapping({"/account", "/account/agents"})
    String list(
            SignedIn signedIn,
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "page", defaultValue = "1") String page,
            @RequestParam(name = "done", defaultValue = "") String done,
            @RequestParam(name = "id", defaultValue = "") String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        List<ConnectedAgent> all = agents.of(signedIn.person().id());
        model.addAttribute("list", AgentList.of(all, search, page));
        model.addAttribute("notice", Notice.of(done));
        ConnectedAgent renamed = Notice.RENAMED.told(done) ? renamed(all, id) : null;
        if (renamed != null) {
            model.addAttribute("renamed", renamed);
            model.addAttribute(
                    "formToken", formTokens.issue(request, response, AgentNameController.purpose(renamed.consentId())));
        }
        model.addAttribute("signedInAs", signedIn.person().displayName());
        return "account/agents";
    }

    @GetMapping("/account/agents/{id}/take-back")
    String question(
            SignedIn signedIn,
            @PathVariable String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        UUID consentId = consentId(id);
        ConnectedAgent agent =
                agents.find(signedIn.person().id(), consentId).orElseThrow(AgentsController::notConnected);
        model.addAttribute("agent", agent);
        model.addAttribute("formToken", formTokens.issue(request, response, purpose(consentId)));
        model.addAttribute("signedInAs", signedIn.person().displayName());
        return "account/take-back";
    }

    @PostMapping("/account/agents/{id}/take-back")
    ResponseEntity<Void> takeBack(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        UUID consentId = consentId(id);
        formTokens.check(request, purpose(consentId));
        if (!agents.takeBack(signedIn.person().id(), consentId)) {
            throw notConnected();
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + Notice.TAKEN_BACK.location())
                .build();
    }

    /** The one whose renaming can be undone. */
    private static @Nullable ConnectedAgent renamed(List<ConnectedAgent> all, String id) {
        return all.stream()
                .filter(agent -> agent.consentId().toString().equals(id) && agent.formerLabel() != null)
                .findFirst()
                .orElse(null);
    }

    private static String purpose(UUID consentId) {
        return "take-back:" + consentId;
    }

    static UUID consentId(String text) {
        @Nullable UUID id = null;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            // Not the id of anything: the same answer as for an id of nobody's.
        }
        if (id == null) {
            throw notConnected();
        }
        return id;
    }

    static PageRefusal notConnected() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This agent is not connected")
                .because("It may have been taken back already, or its time may be over.")
                .remedy("See under Connected agents what is connected now."));
    }
}
