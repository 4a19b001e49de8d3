package dev.gatehouse.authserver.admin;

import static java.util.Comparator.naturalOrder;

import dev.gatehouse.authserver.resource.PublishedTools;
import dev.gatehouse.authserver.resource.PublishedTools.Tool;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceLook;
import dev.gatehouse.authserver.resource.ResourceProperties;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Adds an MCP server by its address: it is asked what it is, and an owner says what counts. */
@Controller
class ServerAddController {

    private final ResourceServers servers;

    private final ResourceDirectory directory;

    private final FormTokens formTokens;

    private final Issuer issuer;

    ServerAddController(ResourceServers servers, ResourceDirectory directory, FormTokens formTokens, Issuer issuer) {
        this.servers = servers;
        this.directory = directory;
        this.formTokens = formTokens;
        this.issuer = issuer;
    }

    /** One line of the form; without a name it is empty. */
    record Proposal(int number, String scope, Risk risk, String tools) {}

    @GetMapping("/admin/servers/add")
    String ask(Model model, HttpServletRequest request, HttpServletResponse response) {
        model.addAttribute("uri", "");
        return page(model, request, response);
    }

    /** A POST, lest a link make this server ask another one. */
    @PostMapping("/admin/servers/add")
    String look(Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, ServersController.PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        if (uri.isEmpty()) {
            throw DecisionForm.unreadable("There is no address", "Give the address that agents connect to.");
        }
        if (directory.find(uri).isPresent()) {
            throw DecisionForm.unreadable("This MCP server is set up already", "Find it among the MCP servers.");
        }
        ResourceLook look = servers.look(uri, form.accessToken());
        model.addAttribute("uri", uri);
        model.addAttribute("look", look);
        model.addAttribute("tools", look.tools());
        model.addAttribute("proposals", proposals(look));
        model.addAttribute(
                "namesUs",
                look.found() != null && look.found().authorizationServers().contains(issuer.value()));
        model.addAttribute("risks", Risk.values());
        return page(model, request, response);
    }

    @PostMapping("/admin/servers")
    ResponseEntity<Void> add(SignedIn signedIn, HttpServletRequest request) {
        formTokens.check(request, ServersController.PURPOSE);
        ResourceProperties.Server server = new ServerForm(request).server();
        ServerForm.done(() -> servers.add(server, ServersController.by(signedIn)));
        return ServersController.toServer(request, server.uri(), "added");
    }

    /** What its metadata names, then what only its tools do. */
    private static List<Proposal> proposals(ResourceLook look) {
        PublishedTools listed = look.tools();
        Map<String, List<Tool>> opened = listed == null ? Map.of() : listed.byScope();
        Set<String> all = new LinkedHashSet<>(
                look.found() == null ? List.of() : look.found().scopes());
        all.addAll(opened.keySet());
        List<String> names = List.copyOf(all);
        int lines = Math.min(ServerForm.MOST_PROPOSED, Math.max(3, names.size()));
        return IntStream.range(0, lines)
                .mapToObj(number -> number < names.size()
                        ? proposal(number, names.get(number), opened.getOrDefault(names.get(number), List.of()))
                        : new Proposal(number, "", Risk.READ, ""))
                .toList();
    }

    /** As bad as its name, or the worst of what it opens: what a stranger says of a tool makes nothing look better. */
    private static Proposal proposal(int number, String scope, List<Tool> tools) {
        Risk risk =
                tools.stream().map(Tool::risk).reduce(ServerForm.guess(scope), BinaryOperator.maxBy(naturalOrder()));
        return new Proposal(number, scope, risk, tools.stream().map(Tool::name).collect(Collectors.joining(" ")));
    }

    private String page(Model model, HttpServletRequest request, HttpServletResponse response) {
        model.addAttribute("issuer", issuer.value());
        model.addAttribute("formToken", formTokens.issue(request, response, ServersController.PURPOSE));
        return "admin/server-add";
    }
}
