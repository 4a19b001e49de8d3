package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.consent.ConnectedAgents;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

/** How a person lets a connected agent do less, or for less long; never more (requirement S8). */
@Controller
class AgentChangeController {

    private final ConnectedAgents agents;

    private final FormTokens formTokens;

    private final InstantSource clock;

    AgentChangeController(ConnectedAgents agents, FormTokens formTokens, InstantSource clock) {
        this.agents = agents;
        this.formTokens = formTokens;
        this.clock = clock;
    }

    @GetMapping("/account/agents/{id}/change")
    String form(
            SignedIn signedIn,
            @PathVariable String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        return page(find(signedIn, id), signedIn, model, request, response);
    }

    @PostMapping("/account/agents/{id}/change")
    Object change(
            SignedIn signedIn,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String until,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, purpose(AgentsController.consentId(id)));
        AgentChange change = find(signedIn, id);
        // Read by hand: Spring would split one value at its commas.
        String[] scopes = request.getParameterValues("scope");
        Set<String> kept = scopes == null ? Set.of() : new LinkedHashSet<>(List.of(scopes));
        Set<String> takenAway = change.takenAway(kept).orElseThrow(AgentChangeController::notOffered);
        Instant end = change.end(until).orElseThrow(AgentChangeController::notOffered);
        if (kept.isEmpty()) {
            model.addAttribute("nothingKept", true);
            return page(change, signedIn, model, request, response);
        }
        UUID consentId = change.agent().consentId();
        if (!agents.narrow(signedIn.person().id(), consentId, takenAway, end)) {
            throw AgentsController.notConnected();
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + Notice.NARROWED.location())
                .build();
    }

    private AgentChange find(SignedIn signedIn, String id) {
        ConnectedAgent agent = agents.find(signedIn.person().id(), AgentsController.consentId(id))
                .orElseThrow(AgentsController::notConnected);
        return new AgentChange(agent, clock.instant());
    }

    private String page(
            AgentChange change,
            SignedIn signedIn,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("change", change);
        model.addAttribute("agent", change.agent());
        model.addAttribute(
                "formToken",
                formTokens.issue(request, response, purpose(change.agent().consentId())));
        model.addAttribute("signedInAs", signedIn.person().displayName());
        return "account/change";
    }

    private static String purpose(UUID consentId) {
        return "change-agent:" + consentId;
    }

    private static PageRefusal notOffered() {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "This cannot be chosen")
                .because("An agent can be made to do less, or for less long. To let it do more, it has to ask you.")
                .remedy("Go back to Connected agents and choose again."));
    }
}
