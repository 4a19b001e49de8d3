package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.consent.ServerRemoval;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.resource.ResourceProperties;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.resource.ResourceServers.Outcome;
import dev.gatehouse.authserver.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
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

/** The MCP servers and their scopes. One is named by its canonical URI in Base64url. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class ServersApi {

    private static final String LIST = "/admin/api/v1/servers";

    private final ResourceServers servers;

    private final ServerRemoval removal;

    private final Attempt attempt;

    ServersApi(ResourceServers servers, ServerRemoval removal, Attempt attempt) {
        this.servers = servers;
        this.removal = removal;
        this.attempt = attempt;
    }

    @GetMapping(LIST)
    Items<ServerBody> list() {
        return Items.all(servers.all().stream()
                .map(server -> ServerBody.of(server.described()))
                .toList());
    }

    @GetMapping(LIST + "/{id}")
    ResponseEntity<ServerBody> one(@PathVariable String id) {
        return answer(HttpStatus.OK, uri(id));
    }

    @PutMapping(LIST + "/{id}")
    ResponseEntity<ServerBody> put(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        ResourceProperties.Server server =
                JsonBody.read(request, ServerBody.class).server();
        String uri = uri(id);
        if (!server.uri().equals(uri)) {
            throw Faults.body("/uri", "must be the one that the path names, in Base64url");
        }
        String actor = caller.administrator().actor();
        return attempt.make(dryRun, () -> {
            Optional<ResourceServers.Edited> before = servers.find(uri);
            Preconditions.requireMatchOrNew(
                    request,
                    before.map(seen -> Preconditions.tag(seen.version())).orElse(null));
            done(
                    uri,
                    before,
                    () -> before.isPresent()
                            ? servers.change(uri, before.get().version(), same -> server, actor)
                            : servers.add(server, actor));
            return answer(before.isPresent() ? HttpStatus.OK : HttpStatus.CREATED, uri);
        });
    }

    /** @return what ended with it */
    @DeleteMapping(LIST + "/{id}")
    EndedBody delete(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request) {
        String actor = caller.administrator().actor();
        return attempt.make(dryRun, () -> {
            ResourceServers.Edited server = Preconditions.found(servers.find(uri(id)));
            Preconditions.requireMatch(request, Preconditions.tag(server.version()));
            String uri = server.server().uri();
            ServerRemoval.Removed removed = removal.remove(uri, server.version(), actor);
            done(uri, Optional.of(server), removed::outcome);
            if (removed.tooMany()) {
                throw Problem.of(
                                HttpStatus.CONFLICT,
                                "Too many grants end with it",
                                "Nothing was changed. End its grants first: POST /admin/api/v1/grants/revoke.")
                        .refusal();
            }
            return EndedBody.of(removed.ended().orElseThrow());
        });
    }

    private ResponseEntity<ServerBody> answer(HttpStatus status, String uri) {
        ResourceServers.Edited server = Preconditions.found(servers.find(uri));
        return ResponseEntity.status(status)
                .eTag(Preconditions.tag(server.version()))
                .body(ServerBody.of(server.described()));
    }

    /** @param before as it was read: if it is not so any more, that is why it was not done */
    private void done(String uri, Optional<ResourceServers.Edited> before, Supplier<Outcome> change) {
        Outcome outcome;
        try {
            outcome = change.get();
        } catch (IllegalArgumentException e) {
            throw Faults.of(e);
        }
        if (outcome == Outcome.CONFLICT) {
            boolean same = servers.find(uri)
                    .map(ResourceServers.Edited::version)
                    .equals(before.map(ResourceServers.Edited::version));
            throw same
                    ? Problem.of(
                                    HttpStatus.CONFLICT,
                                    "One of its addresses leads to another MCP server",
                                    "Nothing was changed. Give it another address.")
                            .refusal()
                    : Preconditions.failed();
        }
        if (outcome == Outcome.NEEDED) {
            throw Problem.of(
                            HttpStatus.CONFLICT,
                            "Requests that name no MCP server are for this one",
                            "Nothing was changed. Configure another default, or add another server, first.")
                    .refusal();
        }
        if (outcome == Outcome.GONE) {
            throw Preconditions.NOT_FOUND.get();
        }
    }

    static String uri(String id) {
        try {
            return new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Preconditions.NOT_FOUND.get();
        }
    }
}
