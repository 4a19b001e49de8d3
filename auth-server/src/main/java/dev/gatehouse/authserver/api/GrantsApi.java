package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.consent.BulkEnding;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.token.GrantSummary;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The grants: found, and ended for good. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class GrantsApi {

    private static final String LIST = "/admin/api/v1/grants";

    private final GrantQuery grants;

    private final BulkEnding ending;

    private final People people;

    private final ClientDirectory clients;

    private final ResourceDirectory resources;

    private final InstantSource clock;

    GrantsApi(
            GrantQuery grants,
            BulkEnding ending,
            People people,
            ClientDirectory clients,
            ResourceDirectory resources,
            InstantSource clock) {
        this.grants = grants;
        this.ending = ending;
        this.people = people;
        this.clients = clients;
        this.resources = resources;
        this.clock = clock;
    }

    /** Whose grants, of which client, at which MCP server; all of them only where that is said. */
    record RevokeBody(
            @Nullable String person,
            @Nullable String client,
            @Nullable String resource,
            @Nullable Boolean all) {}

    /** What a dry run of an ending counts; at most 10,001 are counted. */
    @JsonNaming(SnakeCaseStrategy.class)
    record WouldEnd(int wouldRevoke) {}

    @GetMapping(LIST)
    Items<GrantBody> list(
            @RequestParam(name = "person", defaultValue = "") String person,
            @RequestParam(name = "client", defaultValue = "") String client,
            @RequestParam(name = "resource", defaultValue = "") String resource,
            @RequestParam(name = "limit", defaultValue = "") String limit,
            @RequestParam(name = "after", defaultValue = "") String after) {
        int most = Items.limit(limit);
        GrantFilter filter = filter(filled(person), filled(client), filled(resource));
        return Items.of(
                grants.list(filter, Faults.cursor(after), most + 1),
                most,
                grant -> GrantBody.of(grant, clock.instant()),
                GrantSummary::id);
    }

    @GetMapping(LIST + "/{id}")
    GrantBody one(@PathVariable String id) {
        return GrantBody.of(Preconditions.found(grants.find(Faults.id(id))), clock.instant());
    }

    /** Ends one grant, and what rests on the same consent. */
    @PostMapping(LIST + "/{id}/revoke")
    EndedBody end(@PathVariable String id, AdministrationToken caller) {
        GrantSummary grant = Preconditions.found(grants.find(Faults.id(id)));
        int ended = ending.endOne(
                grant.id(),
                grant.consentId(),
                AuditEvent.done("grant.revoked")
                        .by(caller.administrator().actor())
                        .about(grant.userId() == null ? null : grant.userId().toString())
                        .client(clients.find(grant.clientId())
                                .map(Client::clientId)
                                .orElse(null))
                        .resource(grant.resource())
                        .with("reason", "administrator"));
        return new EndedBody(grant.consentId() == null || ended == 0 ? 0 : 1, ended, true);
    }

    /** Ends all that fit, in steps; where {@code complete} is false there may be more. */
    @PostMapping(LIST + "/revoke")
    Object endAll(
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        RevokeBody body = JsonBody.read(request, RevokeBody.class);
        GrantFilter filter = filter(body.person(), body.client(), body.resource());
        boolean all = Boolean.TRUE.equals(body.all());
        if (filter.equals(GrantFilter.ALL) != all) {
            throw Faults.body("", "must name a person, a client or a resource, or say all, and not both");
        }
        if (Attempt.dry(dryRun)) {
            return new WouldEnd(grants.countLive(filter).counted());
        }
        return EndedBody.of(ending.end(
                filter,
                AuditEvent.done("grants.ended")
                        .by(caller.administrator().actor())
                        .about(filter.person() == null ? null : filter.person().toString())
                        .client(body.client())
                        .resource(filter.resource())
                        .with("of", all ? "all" : null)));
    }

    /** A name that nobody has finds nothing, never everything. */
    private GrantFilter filter(@Nullable String person, @Nullable String client, @Nullable String resource) {
        UUID nobody = new UUID(0, 0);
        return new GrantFilter(
                person == null
                        ? null
                        : people.findByUsername(person).map(Person::id).orElse(nobody),
                client == null
                        ? null
                        : clients.findByClientId(client).map(Client::id).orElse(nobody),
                resource == null
                        ? null
                        : resources.find(resource).map(ResourceServer::uri).orElse(resource));
    }

    private static @Nullable String filled(String text) {
        return text.isEmpty() ? null : text.replace("\0", "");
    }
}
