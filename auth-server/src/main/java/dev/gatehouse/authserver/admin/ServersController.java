package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceDrift;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The MCP servers: what agents may be granted there. The chain of pages lets only owners post. */
@Controller
class ServersController {

    static final String PURPOSE = "servers";

    private final ResourceServers servers;

    private final ResourceDirectory directory;

    private final FormTokens formTokens;

    private final Issuer issuer;

    ServersController(ResourceServers servers, ResourceDirectory directory, FormTokens formTokens, Issuer issuer) {
        this.servers = servers;
        this.directory = directory;
        this.formTokens = formTokens;
        this.issuer = issuer;
    }

    @GetMapping("/admin/servers")
    String list(@RequestParam(name = "done", defaultValue = "") String done, Model model) {
        Set<String> differing = new HashSet<>();
        for (ResourceServer server : directory.all()) {
            if (drift(server).filter(drift -> !drift.none()).isPresent()) {
                differing.add(server.uri());
            }
        }
        model.addAttribute("servers", directory.all());
        model.addAttribute("differing", differing);
        model.addAttribute("done", done);
        return "admin/servers";
    }

    @GetMapping("/admin/servers/one")
    String one(
            @RequestParam(name = "uri", defaultValue = "") String uri,
            @RequestParam(name = "done", defaultValue = "") String done,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        ResourceServers.Edited edited = edited(uri, model, request, response);
        model.addAttribute("aliases", String.join("\n", edited.described().aliases()));
        model.addAttribute("look", servers.lastLook(uri).orElse(null));
        model.addAttribute("drift", drift(edited.server()).orElse(ResourceDrift.NONE));
        model.addAttribute("done", done);
        return "admin/server";
    }

    @PostMapping("/admin/servers/one")
    ResponseEntity<Void> change(SignedIn signedIn, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        ServerForm.done(() -> servers.change(uri, form.version(), form::basics, by(signedIn)));
        return toServer(request, uri, "saved");
    }

    /** Asks the server what it is, and keeps the answer. */
    @PostMapping("/admin/servers/look")
    ResponseEntity<Void> look(HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        if (servers.find(uri).isEmpty()) {
            throw ServerForm.notThere();
        }
        servers.keep(uri, servers.look(uri, form.accessToken()));
        return toServer(request, uri, "looked");
    }

    @GetMapping("/admin/servers/scope")
    String scope(
            @RequestParam(name = "uri", defaultValue = "") String uri,
            @RequestParam(name = "scope", defaultValue = "") String scope,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        ResourceServers.Edited edited = edited(uri, model, request, response);
        model.addAttribute("scope", edited.server().scope(scope).orElse(null));
        model.addAttribute(
                "tools",
                edited.server()
                        .scope(scope)
                        .map(found -> String.join("\n", found.tools()))
                        .orElse(""));
        // One that the server publishes and nobody registered comes with its name.
        model.addAttribute("proposed", scope);
        model.addAttribute("guess", ServerForm.guess(scope));
        model.addAttribute("risks", Risk.values());
        return "admin/server-scope";
    }

    @PostMapping("/admin/servers/scope")
    ResponseEntity<Void> saveScope(SignedIn signedIn, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        boolean removes = form.ticked("remove");
        ServerForm.done(() ->
                servers.change(uri, form.version(), removes ? form::withoutScope : form::withScope, by(signedIn)));
        return toServer(request, uri, removes ? "removed" : "saved");
    }

    private ResourceServers.Edited edited(
            String uri, Model model, HttpServletRequest request, HttpServletResponse response) {
        ResourceServers.Edited edited = servers.find(uri).orElseThrow(ServerForm::notThere);
        model.addAttribute("edited", edited);
        model.addAttribute("server", edited.server());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return edited;
    }

    private Optional<ResourceDrift> drift(ResourceServer server) {
        return servers.lastLook(server.uri()).map(look -> ResourceDrift.between(server, look, issuer.value()));
    }

    static String by(SignedIn signedIn) {
        return "person:" + signedIn.person().id();
    }

    static ResponseEntity<Void> toServer(HttpServletRequest request, String uri, String done) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(
                        HttpHeaders.LOCATION,
                        UriComponentsBuilder.fromPath(request.getContextPath() + "/admin/servers/one")
                                .queryParam("uri", "{uri}")
                                .queryParam("done", done)
                                .encode()
                                .buildAndExpand(uri)
                                .toUriString())
                .build();
    }
}
