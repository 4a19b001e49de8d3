package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.policy.AccessDecision;
import dev.gatehouse.authserver.policy.AccessPolicy;
import dev.gatehouse.authserver.policy.AccessQuestion;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.rule.PolicyRuleBook;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What a client would get of a person at an MCP server, and why. It changes nothing. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class SimulateApi {

    private final PolicyRuleBook book;

    private final ClientDirectory clients;

    private final ResourceDirectory resources;

    private final People people;

    private final InstantSource clock;

    SimulateApi(
            PolicyRuleBook book,
            ClientDirectory clients,
            ResourceDirectory resources,
            People people,
            InstantSource clock) {
        this.book = book;
        this.clients = clients;
        this.resources = resources;
        this.people = people;
        this.clock = clock;
    }

    /**
     * A request that nobody makes.
     *
     * @param client its {@code client_id}
     * @param person username; left out: anybody
     * @param scope as a request would have it
     */
    record SimulationBody(
            @Nullable String client,
            @Nullable String person,
            @Nullable String resource,
            @Nullable String scope) {}

    /**
     * What would come of it.
     *
     * @param mayUse whether the client may ask for this server at all
     * @param scopes what the person would be asked for
     * @param durations how long the grant could last
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record SimulatedBody(
            boolean mayUse,
            List<String> scopes,
            boolean offlineAccess,
            List<String> durations,
            String tokenLifetime,
            List<String> reasons) {}

    @PostMapping("/admin/api/v1/simulate")
    SimulatedBody simulate(HttpServletRequest request) throws IOException {
        SimulationBody body = JsonBody.read(request, SimulationBody.class);
        Client client = clients.findByClientId(Faults.required(body.client(), "client"))
                .orElseThrow(() -> Faults.body("/client", "is no client's client_id"));
        ResourceServer server = resources
                .find(Faults.required(body.resource(), "resource"))
                .orElseThrow(() -> Faults.body("/resource", "is no MCP server's URI"));
        String asked = body.scope() == null ? "" : body.scope();
        AccessQuestion question = new AccessQuestion(client, server, person(body.person()), ScopeNames.parse(asked));
        AccessDecision decision = AccessPolicy.decide(question, book.all());
        return new SimulatedBody(
                TokenPolicy.mayUse(client, server),
                List.copyOf(decision.offered().scopes()),
                decision.offered().offlineAccess(),
                TokenPolicy.durations(server, decision.limits(), clock.instant()).stream()
                        .map(Duration::toString)
                        .toList(),
                decision.limits().tokenLifetime(server).toString(),
                decision.reasons());
    }

    private @Nullable UUID person(@Nullable String username) {
        return username == null
                ? null
                : people.findByUsername(username)
                        .map(Person::id)
                        .orElseThrow(() -> Faults.body("/person", "is nobody's username"));
    }
}
