package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceDrift;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    private static final List<String> WHOLE =
            List.of("name", "algorithm", "token_minutes", "grant_hours", "aliases", "dpop");

    private static final List<String> ONE_SCOPE =
            List.of("scope", "text", "risk", "default", "approval", "configured_only", "tools");

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
        model.addAttribute("done", done);
        return onePage(edited, edited.version(), ServerForm.stored(edited.described()), Map.of(), model);
    }

    private String onePage(
            ResourceServers.Edited edited,
            int seen,
            Map<String, String> values,
            Map<String, String> problems,
            Model model) {
        model.addAttribute("seen", seen);
        model.addAttribute("values", values);
        model.addAttribute("problems", problems);
        model.addAttribute("look", servers.lastLook(edited.server().uri()).orElse(null));
        model.addAttribute("drift", drift(edited.server()).orElse(ResourceDrift.NONE));
        return "admin/server";
    }

    @PostMapping("/admin/servers/one")
    Object change(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        Map<String, String> problems =
                ServerChange.problems(form, () -> servers.change(uri, form.version(), form::basics, by(signedIn)));
        if (problems.isEmpty()) {
            return toServer(request, uri, "saved");
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        model.addAttribute("done", "");
        Map<String, String> typed = form.typed(WHOLE);
        return onePage(edited(uri, model, request, response), form.version(), typed, problems, model);
    }

    /** Asks the server what it is, and keeps the answer. */
    @PostMapping("/admin/servers/look")
    ResponseEntity<Void> look(HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        if (servers.find(uri).isEmpty()) {
            throw ServerChange.notThere();
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
        Map<String, String> values = new HashMap<>();
        // One that the server publishes and nobody registered comes with its name.
        values.put("scope", scope);
        values.put("risk", ServerForm.guess(scope).name());
        edited.server().scope(scope).ifPresent(found -> values.putAll(stored(edited.server(), found)));
        return scopePage(edited, scope, edited.version(), values, Map.of(), model);
    }

    private static Map<String, String> stored(ResourceServer server, Scope scope) {
        return Map.of(
                "text",
                scope.text(),
                "risk",
                scope.risk().name(),
                "default",
                server.defaultScopes().contains(scope.name()) ? "true" : "",
                "approval",
                scope.approvalNeeded() ? "true" : "",
                "configured_only",
                scope.selfRegistered() ? "" : "true",
                "tools",
                String.join("\n", scope.tools()));
    }

    /** @param former the scope that is changed; none of that name where one is added */
    private String scopePage(
            ResourceServers.Edited edited,
            String former,
            int seen,
            Map<String, String> values,
            Map<String, String> problems,
            Model model) {
        model.addAttribute("scope", edited.server().scope(former).orElse(null));
        model.addAttribute("seen", seen);
        model.addAttribute("values", values);
        model.addAttribute("problems", problems);
        model.addAttribute("risks", Risk.values());
        return "admin/server-scope";
    }

    @PostMapping("/admin/servers/scope")
    Object saveScope(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        boolean removes = form.ticked("remove");
        Map<String, String> problems = ServerChange.problems(
                form,
                () -> servers.change(
                        uri, form.version(), removes ? form::withoutScope : form::withScope, by(signedIn)));
        if (problems.isEmpty()) {
            return toServer(request, uri, removes ? "removed" : "saved");
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        ResourceServers.Edited edited = edited(uri, model, request, response);
        String former = form.text("former");
        Map<String, String> values = new HashMap<>(Map.of("scope", former));
        // The form that removes has no fields of its own to be kept.
        values.putAll(
                removes
                        ? edited.server()
                                .scope(former)
                                .map(found -> stored(edited.server(), found))
                                .orElse(Map.of())
                        : form.typed(ONE_SCOPE));
        return scopePage(edited, former, form.version(), values, problems, model);
    }

    private ResourceServers.Edited edited(
            String uri, Model model, HttpServletRequest request, HttpServletResponse response) {
        ResourceServers.Edited edited = servers.find(uri).orElseThrow(ServerChange::notThere);
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
