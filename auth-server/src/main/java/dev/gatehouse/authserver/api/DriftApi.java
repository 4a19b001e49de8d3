package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.resource.PublishedTools;
import dev.gatehouse.authserver.resource.ResourceDrift;
import dev.gatehouse.authserver.resource.ResourceLook;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where what an MCP server publishes and what is registered here differ. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class DriftApi {

    private static final String ONE = "/admin/api/v1/servers/{id}";

    private final ResourceServers servers;

    private final Issuer issuer;

    DriftApi(ResourceServers servers, Issuer issuer) {
        this.servers = servers;
        this.issuer = issuer;
    }

    /**
     * What came of the last look at it.
     *
     * @param lookedAt null where nobody has looked yet
     * @param problem why nothing was found
     * @param toolsProblem why its tools could not be listed with the token that was given
     * @param missingScopes those that it publishes and that nobody registered
     * @param differences a sentence for each, with what to do
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record DriftBody(
            @Nullable String lookedAt,
            @Nullable String problem,
            @Nullable String toolsProblem,
            List<String> missingScopes,
            List<String> differences) {}

    /**
     * What may be said with a look.
     *
     * @param accessToken with which its tools are listed; kept nowhere
     */
    record LookBody(@Nullable String accessToken) {

        @Override
        public String toString() {
            return "LookBody[]";
        }
    }

    @GetMapping(ONE + "/drift")
    DriftBody drift(@PathVariable String id) {
        ResourceServers.Edited server = Preconditions.found(servers.find(ServersApi.uri(id)));
        return body(server, servers.lastLook(server.server().uri()));
    }

    /** Asks the server what it is, and keeps the answer. */
    @PostMapping(ONE + "/look")
    DriftBody look(@PathVariable String id, HttpServletRequest request) throws IOException {
        String token = token(request);
        ResourceServers.Edited server = Preconditions.found(servers.find(ServersApi.uri(id)));
        String uri = server.server().uri();
        ResourceLook look = servers.look(uri, token);
        servers.keep(uri, look);
        return body(server, Optional.of(look));
    }

    private static String token(HttpServletRequest request) throws IOException {
        // Nothing was to be said in a body before.
        if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
            return "";
        }
        String token = JsonBody.read(request, LookBody.class).accessToken();
        return token == null ? "" : token.strip();
    }

    private DriftBody body(ResourceServers.Edited server, Optional<ResourceLook> look) {
        ResourceDrift drift = look.map(seen -> ResourceDrift.between(server.server(), seen, issuer.value()))
                .orElse(ResourceDrift.NONE);
        return new DriftBody(
                look.map(seen -> seen.at().toString()).orElse(null),
                look.map(ResourceLook::problem).orElse(null),
                look.map(ResourceLook::tools).map(PublishedTools::problem).orElse(null),
                List.copyOf(drift.missingHere()),
                drift.sentences());
    }
}
