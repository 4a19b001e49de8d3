package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientAdministration;
import dev.gatehouse.authserver.client.ClientAdministration.Seen;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientQuery.Filter;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.client.ClientSummary;
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

/** The clients: the list, and each of them. The chain of pages lets only owners post. */
@Controller
class ClientsController {

    private static final int PAGE = 25;

    private final ClientQuery clients;

    private final ClientAdministration administration;

    private final ClientPage page;

    private final FormTokens formTokens;

    ClientsController(
            ClientQuery clients, ClientAdministration administration, ClientPage page, FormTokens formTokens) {
        this.clients = clients;
        this.administration = administration;
        this.page = page;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/clients")
    String list(
            @RequestParam(name = "after", defaultValue = "") String after,
            @RequestParam(name = "tick", defaultValue = "") String tick,
            Model model,
            HttpServletRequest request) {
        ClientSearch search = ClientSearch.read(request);
        Filter filter = search.filter();
        List<ClientSummary> found = clients.list(filter, cursor(after), PAGE + 1);
        List<ClientSummary> shown = found.subList(0, Math.min(PAGE, found.size()));
        model.addAttribute("clients", shown);
        model.addAttribute("count", clients.count(filter));
        model.addAttribute("q", search.q());
        model.addAttribute("show", search.show());
        model.addAttribute("source", search.source());
        model.addAttribute("unused", search.unused());
        model.addAttribute("filtered", !filter.equals(Filter.ALL));
        model.addAttribute("after", cursor(after));
        model.addAttribute("ticked", tick.equals("all"));
        model.addAttribute("next", found.size() > PAGE ? shown.getLast().id() : null);
        return "admin/clients";
    }

    @GetMapping("/admin/clients/{id}")
    String client(
            SignedIn signedIn,
            @PathVariable String id,
            @RequestParam(name = "done", defaultValue = "") String done,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute(
                "notice",
                switch (done) {
                    case "disabled" -> "Disabled. Nothing that it holds works.";
                    case "enabled" -> "Enabled. What it holds works again.";
                    case "labelled" -> "Saved.";
                    case "label-undone" -> "Undone: it is called what it was called before.";
                    default -> null;
                });
        model.addAttribute("named", done.equals("labelled"));
        return page.show(PersonForm.id(id), signedIn, model, request, response);
    }

    @PostMapping("/admin/clients/{id}/disable")
    ResponseEntity<Void> disable(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        return set(signedIn, id, ClientStatus.DISABLED, "disabled", request);
    }

    @PostMapping("/admin/clients/{id}/enable")
    ResponseEntity<Void> enable(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        return set(signedIn, id, ClientStatus.ACTIVE, "enabled", request);
    }

    private ResponseEntity<Void> set(
            SignedIn signedIn, String id, ClientStatus status, String done, HttpServletRequest request) {
        formTokens.check(request, ClientPage.PURPOSE);
        UUID client = PersonForm.id(id);
        int version = new PersonForm(request).version();
        if (!administration.set(
                List.of(new Seen(client, version)),
                status,
                "person:" + signedIn.person().id())) {
            throw changedMeanwhile();
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/clients/" + client + "?done=" + done)
                .build();
    }

    static PageRefusal changedMeanwhile() {
        return new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "A client was changed meanwhile")
                .because("Nothing was changed by you.")
                .remedy("Look at the clients again, then decide."));
    }

    private static @Nullable UUID cursor(String after) {
        return after.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") ? UUID.fromString(after) : null;
    }
}
