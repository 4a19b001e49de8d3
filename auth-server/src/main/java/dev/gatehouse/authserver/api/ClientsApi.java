package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientAdministration;
import dev.gatehouse.authserver.client.ClientDescriptions;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientLabels;
import dev.gatehouse.authserver.client.ClientProperties;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The clients. Those that administrators set up are made, replaced and removed; of all others the standing and the label alone are changed,
 * or they are removed.
 */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ClientsApi {

    private static final String LIST = "/admin/api/v1/clients";

    private static final String ONE = LIST + "/{id}";

    private final ClientQuery query;

    private final ClientDirectory directory;

    private final ClientAdministration administration;

    private final ClientDescriptions descriptions;

    private final ClientLabels labels;

    private final GrantQuery grants;

    private final Attempt attempt;

    ClientsApi(
            ClientQuery query,
            ClientDirectory directory,
            ClientAdministration administration,
            ClientDescriptions descriptions,
            ClientLabels labels,
            GrantQuery grants,
            Attempt attempt) {
        this.query = query;
        this.directory = directory;
        this.administration = administration;
        this.descriptions = descriptions;
        this.labels = labels;
        this.grants = grants;
        this.attempt = attempt;
    }

    private record Found(Client client, ClientSummary summary) {

        String tag() {
            return Preconditions.tag(summary.version(), summary.labelVersion());
        }
    }

    @GetMapping(LIST)
    Items<ClientBody> list(
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "status", defaultValue = "") String status,
            @RequestParam(name = "source", defaultValue = "") String source,
            @RequestParam(name = "limit", defaultValue = "") String limit,
            @RequestParam(name = "after", defaultValue = "") String after) {
        int most = Items.limit(limit);
        ClientQuery.Filter filter = new ClientQuery.Filter(
                search.replace("\0", ""), Faults.choice("status", ClientStatus.class, status), source(source), 0, 0);
        Items<ClientSummary> page = Items.of(
                query.list(filter, Faults.cursor(after), most + 1), most, Function.identity(), ClientSummary::id);
        return new Items<>(bodies(page.items()), page.next());
    }

    /** One that was removed meanwhile is left out. */
    private List<ClientBody> bodies(List<ClientSummary> summaries) {
        Map<UUID, Client> clients =
                directory.findAll(summaries.stream().map(ClientSummary::id).toList());
        return summaries.stream()
                .flatMap(summary -> Stream.ofNullable(clients.get(summary.id()))
                        .map(client -> ClientBody.of(client, summary, null)))
                .toList();
    }

    private static @Nullable ClientSource source(String source) {
        return switch (source) {
            case "" -> null;
            case "administrator" -> ClientSource.ADMIN;
            case "registered" -> ClientSource.DCR;
            case "metadata-document" -> ClientSource.CIMD;
            default -> throw Faults.parameter("source", "must be administrator, registered or metadata-document");
        };
    }

    @GetMapping(ONE)
    ResponseEntity<ClientBody> one(@PathVariable String id) {
        return answer(HttpStatus.OK, name(id));
    }

    @PutMapping(ONE)
    ResponseEntity<ClientBody> put(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        String clientId = name(id);
        ClientBody body = JsonBody.read(request, ClientBody.class);
        String actor = caller.administrator().actor();
        return attempt.make(dryRun, () -> {
            Optional<Found> before = find(clientId);
            Preconditions.requireMatchOrNew(request, before.map(Found::tag).orElse(null));
            if (before.isPresent() && before.get().client().selfRegistered()) {
                body.requireSame(before.get().client(), before.get().summary());
            } else {
                describe(before, body.entry(clientId), actor);
            }
            stand(clientId, body, actor);
            label(clientId, body, actor);
            return answer(before.isPresent() ? HttpStatus.OK : HttpStatus.CREATED, clientId);
        });
    }

    private void describe(Optional<Found> before, ClientProperties.Entry entry, String actor) {
        boolean done;
        try {
            done = before.isEmpty()
                    ? descriptions.add(entry, actor)
                    : descriptions.replace(
                            before.get().client(), before.get().summary().version(), entry, actor);
        } catch (IllegalArgumentException e) {
            throw Faults.of(e);
        }
        if (!done) {
            throw Preconditions.failed();
        }
    }

    private void stand(String clientId, ClientBody body, String actor) {
        Found now = Preconditions.found(find(clientId));
        ClientStatus wanted = body.status(now.client().status());
        if (wanted != now.client().status()
                && !administration.set(
                        List.of(new ClientAdministration.Seen(
                                now.client().id(), now.summary().version())),
                        wanted,
                        actor)) {
            throw Preconditions.failed();
        }
    }

    private void label(String clientId, ClientBody body, String actor) {
        ClientSummary now = Preconditions.found(find(clientId)).summary();
        if (!labels.set(now.id(), now.labelVersion(), body.label(now), actor)) {
            throw Preconditions.failed();
        }
    }

    /** @return what ended with it */
    @DeleteMapping(ONE)
    EndedBody delete(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request) {
        String actor = caller.administrator().actor();
        return attempt.make(dryRun, () -> {
            Found found = Preconditions.found(find(name(id)));
            Preconditions.requireMatch(request, found.tag());
            if (actor.equals("client:" + found.client().clientId())) {
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "A client does not remove itself",
                                "Nothing was changed. Let another client or an owner do it.")
                        .refusal();
            }
            int ended =
                    grants.countLive(GrantFilter.ofClient(found.client().id())).counted();
            if (!descriptions.remove(found.client(), found.summary().version(), actor)) {
                throw Preconditions.failed();
            }
            return new EndedBody(0, ended, true);
        });
    }

    private Optional<Found> find(String clientId) {
        return directory
                .findByClientId(clientId)
                .flatMap(client -> query.find(client.id()).map(summary -> new Found(client, summary)));
    }

    private ResponseEntity<ClientBody> answer(HttpStatus status, String clientId) {
        Found found = Preconditions.found(find(clientId));
        int live = grants.countLive(GrantFilter.ofClient(found.client().id())).counted();
        return ResponseEntity.status(status)
                .eTag(found.tag())
                .body(ClientBody.of(found.client(), found.summary(), live));
    }

    /** A name that cannot stand in a path, such as the address of a document, comes as ~ and its Base64url. */
    private static String name(String id) {
        if (!id.startsWith("~")) {
            return id;
        }
        try {
            String name = new String(Base64.getUrlDecoder().decode(id.substring(1)), StandardCharsets.UTF_8);
            if (name.indexOf('\0') < 0) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw Preconditions.NOT_FOUND.get();
    }
}
