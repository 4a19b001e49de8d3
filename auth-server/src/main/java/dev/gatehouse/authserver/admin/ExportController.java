package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEntry;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.cluster.Bounded;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.token.GrantSummary;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.PeopleQuery;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lists as files, with what the list's own address searches, written as they are read, so many rows at a time. Each export is
 * in the record, with its search.
 */
@Controller
class ExportController {

    private static final int STEP = 1000;

    private static final int LONGEST_SEARCH = 500;

    /** What any of the lists is searched by. */
    private static final Set<String> SEARCHES = Set.of(
            "q",
            "show",
            "source",
            "unused",
            "role",
            "status",
            "sort",
            "person",
            "client",
            "resource",
            "who",
            "type",
            "outcome",
            "reference");

    private final ClientQuery clients;

    private final PeopleQuery people;

    private final GrantQuery grants;

    private final GrantSearch grantSearch;

    private final People persons;

    private final AuditQuery audit;

    private final AuditLog log;

    private final JsonMapper json;

    ExportController(
            ClientQuery clients,
            PeopleQuery people,
            GrantQuery grants,
            GrantSearch grantSearch,
            People persons,
            AuditQuery audit,
            AuditLog log,
            JsonMapper json) {
        this.clients = clients;
        this.people = people;
        this.grants = grants;
        this.grantSearch = grantSearch;
        this.persons = persons;
        this.audit = audit;
        this.log = log;
        this.json = json;
    }

    @GetMapping("/admin/export/{list}")
    void export(
            SignedIn signedIn,
            @PathVariable String list,
            @RequestParam(name = "format", defaultValue = "csv") String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!List.of("clients", "people", "grants", "audit").contains(list)
                || !List.of("csv", "json").contains(format)) {
            throw PersonForm.notThere();
        }
        log.append(AuditEvent.done("records.exported")
                .by("person:" + signedIn.person().id())
                .with("list", list)
                .with("format", format)
                .with("search", search(request)));
        response.setContentType(format.equals("csv") ? "text/csv" : "application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + list + "." + format + "\"");
        JsonMapper mapper = format.equals("json") ? json : null;
        switch (list) {
            case "clients" -> clients(request, response, mapper);
            case "people" -> people(request, response, mapper);
            case "grants" -> grants(request, response, mapper);
            default -> audit(request, response, mapper);
        }
    }

    /** As the address has it, for the record; null where the whole list is wanted. */
    private static @Nullable String search(HttpServletRequest request) {
        String search = request.getParameterMap().entrySet().stream()
                .filter(field -> SEARCHES.contains(field.getKey()) && !field.getValue()[0].isBlank())
                .map(field -> field.getKey() + "=" + field.getValue()[0])
                .sorted()
                .collect(Collectors.joining(" "));
        return search.isEmpty() ? null : search.substring(0, Math.min(LONGEST_SEARCH, search.length()));
    }

    private void clients(HttpServletRequest request, HttpServletResponse response, @Nullable JsonMapper mapper)
            throws IOException {
        ExportFile file = new ExportFile(
                response.getWriter(),
                mapper,
                List.of("client_id", "client_name", "label", "source", "status", "created_at", "last_used_at"));
        ClientQuery.Filter filter = ClientSearch.read(request).filter();
        List<ClientSummary> rows = clients.list(filter, null, STEP);
        while (!rows.isEmpty()) {
            for (ClientSummary row : rows) {
                file.row(
                        row.clientId(),
                        row.clientName(),
                        row.label(),
                        row.source(),
                        row.status(),
                        row.createdAt(),
                        row.lastUsedAt());
            }
            rows = clients.list(filter, rows.getLast().id(), STEP);
        }
        file.end();
    }

    private void people(HttpServletRequest request, HttpServletResponse response, @Nullable JsonMapper mapper)
            throws IOException {
        ExportFile file = new ExportFile(
                response.getWriter(),
                mapper,
                List.of("id", "username", "display_name", "email", "roles", "groups", "active", "created_at"));
        PeopleSearch search = PeopleSearch.read(request);
        List<PersonEntry> rows = people.list(search.filter(), search.order(), null, STEP);
        while (!rows.isEmpty()) {
            for (PersonEntry row : rows) {
                file.row(
                        row.person().id(),
                        row.person().username(),
                        row.person().displayName(),
                        row.person().email(),
                        String.join(
                                " ",
                                row.person().roles().stream()
                                        .map(Enum::name)
                                        .sorted()
                                        .toList()),
                        String.join(" ", row.person().groups()),
                        row.person().active(),
                        row.createdAt());
            }
            rows = people.list(search.filter(), search.order(), search.cursor(rows.getLast()), STEP);
        }
        file.end();
    }

    private void grants(HttpServletRequest request, HttpServletResponse response, @Nullable JsonMapper mapper)
            throws IOException {
        ExportFile file = new ExportFile(
                response.getWriter(),
                mapper,
                List.of(
                        "id",
                        "client",
                        "username",
                        "resource",
                        "scope",
                        "created_at",
                        "last_used_at",
                        "ends_at",
                        "ended_at",
                        "ended_because"));
        GrantFilter filter = grantSearch.read(request).filter();
        boolean ending = ClientSearch.value(request, "show").equals("ending");
        List<GrantSummary> rows = ending ? grants.endingSoon(Bounded.MOST) : grants.list(filter, null, STEP);
        while (!rows.isEmpty()) {
            for (GrantSummary row : rows) {
                file.row(
                        row.id(),
                        row.clientName(),
                        row.username(),
                        row.resource(),
                        String.join(" ", row.scopes()),
                        row.createdAt(),
                        row.lastUsedAt(),
                        row.endsAt(),
                        row.endedAt(),
                        row.endedBecause());
            }
            UUID last = rows.getLast().id();
            rows = ending ? List.of() : grants.list(filter, last, STEP);
        }
        file.end();
    }

    private void audit(HttpServletRequest request, HttpServletResponse response, @Nullable JsonMapper mapper)
            throws IOException {
        ExportFile file = new ExportFile(
                response.getWriter(),
                mapper,
                List.of(
                        "seq",
                        "at",
                        "type",
                        "actor",
                        "subject",
                        "client_id",
                        "resource",
                        "outcome",
                        "reference",
                        "facts"));
        AuditFilter filter = AuditSearch.read(request, persons).filter();
        AuditQuery.Page page = audit.page(filter, null, STEP);
        while (true) {
            for (AuditEntry row : page.entries()) {
                AuditEvent event = row.event();
                file.row(
                        row.seq(),
                        row.at(),
                        event.type(),
                        event.actor(),
                        event.subject(),
                        event.clientId(),
                        event.resource(),
                        event.outcome(),
                        event.reference(),
                        json.writeValueAsString(event.facts()));
            }
            if (page.next() == null) {
                break;
            }
            page = audit.page(filter, page.next(), STEP);
        }
        file.end();
    }
}
