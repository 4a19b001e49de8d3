package dev.gatehouse.authserver.admin;

import static java.util.Comparator.naturalOrder;

import dev.gatehouse.authserver.resource.PublishedServer;
import dev.gatehouse.authserver.resource.PublishedTools;
import dev.gatehouse.authserver.resource.PublishedTools.Tool;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceLook;
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
import org.springframework.http.HttpStatus;
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
    record Proposal(int number, String scope, String text, Risk risk, String tools) {}

    @GetMapping("/admin/servers/add")
    String ask(Model model, HttpServletRequest request, HttpServletResponse response) {
        model.addAttribute("uri", "");
        return page(Map.of(), model, request, response);
    }

    /** A POST, lest a link make this server ask another one. */
    @PostMapping("/admin/servers/add")
    String look(Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, ServersController.PURPOSE);
        ServerForm form = new ServerForm(request);
        String uri = form.text("uri");
        model.addAttribute("uri", uri);
        if (uri.isEmpty() || directory.find(uri).isPresent()) {
            String problem = uri.isEmpty()
                    ? "Give the address that agents connect to."
                    : "This MCP server is set up already; find it among the MCP servers.";
            return refused(Map.of("uri", problem), model, request, response);
        }
        ResourceLook look = servers.look(uri, form.accessToken());
        PublishedServer found = look.found();
        model.addAttribute("look", look);
        model.addAttribute("tools", look.tools());
        model.addAttribute("withTools", look.tools() != null && look.tools().problem() == null);
        model.addAttribute("name", found == null ? "" : found.name());
        model.addAttribute("dpop", found != null && found.dpopRequired());
        model.addAttribute("proposals", proposals(look));
        model.addAttribute(
                "namesUs", found != null && found.authorizationServers().contains(issuer.value()));
        return page(Map.of(), model, request, response);
    }

    @PostMapping("/admin/servers")
    Object add(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, ServersController.PURPOSE);
        ServerForm form = new ServerForm(request);
        Map<String, String> problems =
                ServerChange.problems(form, () -> servers.add(form.server(), ServersController.by(signedIn)));
        if (problems.isEmpty()) {
            return ServersController.toServer(request, form.text("uri"), "added");
        }
        // The address is no field there any more: it was given on the page before.
        boolean address = problems.containsKey("uri");
        model.addAttribute("uri", form.text("uri"));
        if (!address) {
            model.addAttribute("withTools", request.getParameter("tools_0") != null);
            model.addAttribute("name", form.text("name"));
            model.addAttribute("dpop", form.ticked("dpop"));
            model.addAttribute("proposals", form.proposals());
        }
        return refused(problems, model, request, response);
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
                        : new Proposal(number, "", "", Risk.READ, ""))
                .toList();
    }

    /** As bad as its name, or the worst of what it opens: what a stranger says of a tool makes nothing look better. */
    private static Proposal proposal(int number, String scope, List<Tool> tools) {
        Risk risk =
                tools.stream().map(Tool::risk).reduce(ServerForm.guess(scope), BinaryOperator.maxBy(naturalOrder()));
        String names = tools.stream().map(Tool::name).collect(Collectors.joining(" "));
        return new Proposal(number, scope, "", risk, names);
    }

    private String refused(
            Map<String, String> problems, Model model, HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return page(problems, model, request, response);
    }

    private String page(
            Map<String, String> problems, Model model, HttpServletRequest request, HttpServletResponse response) {
        model.addAttribute("problems", problems);
        model.addAttribute("risks", Risk.values());
        model.addAttribute("issuer", issuer.value());
        model.addAttribute("formToken", formTokens.issue(request, response, ServersController.PURPOSE));
        return "admin/server-add";
    }
}
