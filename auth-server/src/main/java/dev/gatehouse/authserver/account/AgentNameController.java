package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.consent.ConnectedAgents;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.GivenName;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
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

/** How a person calls a connected agent something else, and gives it its former name back. */
@Controller
class AgentNameController {

    private final ConnectedAgents agents;

    private final FormTokens formTokens;

    AgentNameController(ConnectedAgents agents, FormTokens formTokens) {
        this.agents = agents;
        this.formTokens = formTokens;
    }

    @GetMapping("/account/agents/{id}/rename")
    String form(
            SignedIn signedIn,
            @PathVariable String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        ConnectedAgent agent = find(signedIn, id);
        return page(agent, agent.label(), signedIn, model, request, response);
    }

    @PostMapping("/account/agents/{id}/rename")
    Object rename(
            SignedIn signedIn,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String label,
            @RequestParam(defaultValue = "") String version,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, purpose(AgentsController.consentId(id)));
        ConnectedAgent agent = find(signedIn, id);
        String fault = GivenName.fault(label);
        if (fault != null) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("problems", Map.of("label", "Its name " + fault + "."));
            return page(agent, label, signedIn, model, request, response);
        }
        String name = GivenName.stored(label);
        if (Objects.equals(name, agent.label())) {
            // There is nothing to undo then.
            return seeOther(request, Notice.RENAMED.location());
        }
        if (!agents.rename(signedIn.person().id(), agent.consentId(), version(version), name)) {
            throw meanwhile();
        }
        return seeOther(request, Notice.RENAMED.location(agent.consentId()));
    }

    @PostMapping("/account/agents/{id}/rename/undo")
    ResponseEntity<Void> undo(
            SignedIn signedIn,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String version,
            HttpServletRequest request) {
        formTokens.check(request, purpose(AgentsController.consentId(id)));
        ConnectedAgent agent = find(signedIn, id);
        if (!agents.undoRename(signedIn.person().id(), agent.consentId(), version(version))) {
            throw meanwhile();
        }
        return seeOther(request, Notice.RENAMING_UNDONE.location());
    }

    static String purpose(UUID consentId) {
        return "rename-agent:" + consentId;
    }

    private ConnectedAgent find(SignedIn signedIn, String id) {
        return agents.find(signedIn.person().id(), AgentsController.consentId(id))
                .orElseThrow(AgentsController::notConnected);
    }

    private String page(
            ConnectedAgent agent,
            @Nullable String typed,
            SignedIn signedIn,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("agent", agent);
        model.addAttribute("typed", typed);
        model.addAttribute("formToken", formTokens.issue(request, response, purpose(agent.consentId())));
        model.addAttribute("signedInAs", signedIn.person().displayName());
        return "account/rename";
    }

    private static int version(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "The form is not complete")
                    .because("It does not say which name you saw.")
                    .remedy("Go back to Connected agents and begin again."));
        }
        return Integer.parseInt(text);
    }

    private static ResponseEntity<Void> seeOther(HttpServletRequest request, String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + location)
                .build();
    }

    private static PageRefusal meanwhile() {
        return new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "This agent was renamed meanwhile")
                .because(
                        "Its name changed after you opened the page, or the change was undone. Nothing was changed now.")
                .remedy("See under Connected agents what it is called, and rename it again if you still want to."));
    }
}
