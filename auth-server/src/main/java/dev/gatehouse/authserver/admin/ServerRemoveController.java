package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.consent.ServerRemoval;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Removes an MCP server, after a page that says what ends with it. The chain of pages lets only owners post. */
@Controller
class ServerRemoveController {

    private final ResourceServers servers;

    private final ServerRemoval removal;

    private final GrantQuery grants;

    private final ClientQuery clients;

    private final FormTokens formTokens;

    ServerRemoveController(
            ResourceServers servers,
            ServerRemoval removal,
            GrantQuery grants,
            ClientQuery clients,
            FormTokens formTokens) {
        this.servers = servers;
        this.removal = removal;
        this.grants = grants;
        this.clients = clients;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/servers/remove")
    String question(
            @RequestParam(name = "uri", defaultValue = "") String uri,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        ResourceServers.Edited edited = servers.find(uri).orElseThrow(ServerChange::notThere);
        model.addAttribute("edited", edited);
        model.addAttribute("server", edited.server());
        model.addAttribute("count", grants.countLive(new GrantFilter(null, null, uri)));
        model.addAttribute("clients", clients.countNaming(uri));
        model.addAttribute("formToken", formTokens.issue(request, response, ServersController.PURPOSE));
        return "admin/server-remove";
    }

    @PostMapping("/admin/servers/remove")
    ResponseEntity<Void> remove(SignedIn signedIn, HttpServletRequest request) {
        formTokens.check(request, ServersController.PURPOSE);
        ServerForm form = new ServerForm(request);
        ServerRemoval.Removed removed =
                removal.remove(form.text("uri"), form.version(), ServersController.by(signedIn));
        if (removed.tooMany()) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "Too many grants end with it")
                    .because("More was granted for it than can be ended at once. Nothing was changed.")
                    .remedy("End its grants first, then remove it."));
        }
        ServerChange.require(removed.outcome());
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/servers?done=removed")
                .build();
    }
}
