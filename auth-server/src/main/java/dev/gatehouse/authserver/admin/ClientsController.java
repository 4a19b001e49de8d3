package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientAdministration;
import dev.gatehouse.authserver.client.ClientAdministration.Seen;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientQuery.Filter;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
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

    private static final String PURPOSE = "clients";

    private static final int PAGE = 25;

    private final ClientQuery clients;

    private final ClientDirectory directory;

    private final ClientAdministration administration;

    private final GrantQuery grants;

    private final AuditQuery audit;

    private final Diary diary;

    private final FormTokens formTokens;

    ClientsController(
            ClientQuery clients,
            ClientDirectory directory,
            ClientAdministration administration,
            GrantQuery grants,
            AuditQuery audit,
            Diary diary,
            FormTokens formTokens) {
        this.clients = clients;
        this.directory = directory;
        this.administration = administration;
        this.grants = grants;
        this.audit = audit;
        this.diary = diary;
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
            @PathVariable String id,
            @RequestParam(name = "done", defaultValue = "") String done,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        UUID uuid = PersonForm.id(id);
        ClientSummary summary = clients.find(uuid).orElseThrow(PersonForm::notThere);
        Client client = directory.find(uuid).orElseThrow(PersonForm::notThere);
        model.addAttribute("summary", summary);
        model.addAttribute("client", client);
        model.addAttribute("grants", grants.countLive(GrantFilter.ofClient(uuid)));
        model.addAttribute(
                "history",
                diary.lines(audit.page(AuditFilter.ofClient(summary.clientId()), null, 10)
                        .entries()));
        model.addAttribute(
                "notice",
                switch (done) {
                    case "disabled" -> "Disabled. Nothing that it holds works.";
                    case "enabled" -> "Enabled. What it holds works again.";
                    default -> null;
                });
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/client";
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
        formTokens.check(request, PURPOSE);
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
