package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.policy.AccessDecision;
import dev.gatehouse.authserver.policy.AccessPolicy;
import dev.gatehouse.authserver.policy.AccessQuestion;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.rule.PolicyRuleBook;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What a client would get of a person at an MCP server, and why. It changes nothing, so its address can be passed on. */
@Controller
class SimulatorController {

    private final PolicyRuleBook book;

    private final ClientDirectory clients;

    private final ResourceDirectory resources;

    private final People people;

    private final InstantSource clock;

    SimulatorController(
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
     * @param mayUse whether the client may ask for this server at all
     * @param scopes what the person would be asked for
     * @param elevated names of those that last an hour
     * @param durations the times from which they would choose, in words
     * @param token how long an access token would live, in words
     */
    record Answer(
            String client,
            String server,
            boolean mayUse,
            List<Scope> scopes,
            Set<String> elevated,
            boolean offline,
            List<String> durations,
            String token,
            List<String> reasons) {}

    @GetMapping("/admin/simulator")
    String simulate(
            @RequestParam(defaultValue = "") String client,
            @RequestParam(defaultValue = "") String resource,
            @RequestParam(defaultValue = "") String person,
            @RequestParam(defaultValue = "") String scope,
            Model model) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (!client.isEmpty() || !resource.isEmpty() || !person.isEmpty()) {
            Optional<Client> asking = findClient(client);
            Optional<ResourceServer> server = resources.find(resource);
            Optional<Person> asked = findPerson(person);
            require(problems, asking.isPresent(), "client", "No client has this id.");
            require(problems, server.isPresent(), "resource", "Choose one of the MCP servers.");
            require(problems, person.isBlank() || asked.isPresent(), "person", "Nobody has this username.");
            if (problems.isEmpty()) {
                AccessQuestion question = new AccessQuestion(
                        asking.orElseThrow(),
                        server.orElseThrow(),
                        asked.map(Person::id).orElse(null),
                        ScopeNames.parse(scope));
                model.addAttribute("answer", answer(question));
            }
        }
        model.addAttribute("problems", problems);
        model.addAttribute("client", client);
        model.addAttribute("resource", resource);
        model.addAttribute("person", person);
        model.addAttribute("scope", scope);
        model.addAttribute("servers", resources.all());
        model.addAttribute("administrator", true);
        return "admin/simulator";
    }

    private Answer answer(AccessQuestion question) {
        AccessDecision decision = AccessPolicy.decide(question, book.all());
        ResourceServer server = question.resource();
        return new Answer(
                question.client().clientName(),
                server.name(),
                TokenPolicy.mayUse(question.client(), server),
                server.scopes().stream()
                        .filter(found -> decision.offered().scopes().contains(found.name()))
                        .toList(),
                decision.offered().scopes().stream()
                        .filter(name -> TokenPolicy.elevated(question.client(), server, name))
                        .collect(Collectors.toSet()),
                decision.offered().offlineAccess(),
                TokenPolicy.durations(server, decision.limits(), clock.instant()).stream()
                        .map(Times::words)
                        .toList(),
                Times.words(decision.limits().tokenLifetime(server)),
                decision.reasons());
    }

    /** No client and no person has a name with a zero, which PostgreSQL would not even compare. */
    private Optional<Client> findClient(String clientId) {
        return clientId.indexOf('\0') >= 0 ? Optional.empty() : clients.findByClientId(clientId.strip());
    }

    private Optional<Person> findPerson(String username) {
        return username.isBlank() || username.indexOf('\0') >= 0
                ? Optional.empty()
                : people.findByUsername(username.strip());
    }

    private static void require(Map<String, String> problems, boolean holds, String field, String problem) {
        if (!holds) {
            problems.put(field, problem);
        }
    }
}
