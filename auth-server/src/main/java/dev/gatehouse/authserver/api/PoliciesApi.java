package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.policy.PolicyRuleLimits;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.rule.PolicyRuleBook;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.web.Problem.Fault;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The rules of policy. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class PoliciesApi {

    private static final String LIST = "/admin/api/v1/policies";

    private final PolicyRuleBook book;

    private final ResourceServers servers;

    private final People people;

    private final Attempt attempt;

    private final InstantSource clock;

    PoliciesApi(PolicyRuleBook book, ResourceServers servers, People people, Attempt attempt, InstantSource clock) {
        this.book = book;
        this.servers = servers;
        this.people = people;
        this.attempt = attempt;
        this.clock = clock;
    }

    @GetMapping(LIST)
    Items<PolicyBody> list() {
        return Items.all(
                book.all().stream().map(rule -> PolicyBody.of(rule, people)).toList());
    }

    @GetMapping(LIST + "/{id}")
    ResponseEntity<PolicyBody> one(@PathVariable String id) {
        return answer(HttpStatus.OK, Faults.id(id));
    }

    @PutMapping(LIST + "/{id}")
    ResponseEntity<PolicyBody> put(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        UUID key = Faults.id(id);
        PolicyBody body = JsonBody.read(request, PolicyBody.class);
        String actor = caller.administrator().actor();
        return attempt.make(dryRun, () -> {
            Optional<PolicyRule> before = book.find(key);
            Preconditions.requireMatchOrNew(
                    request,
                    before.map(seen -> Preconditions.tag(seen.version())).orElse(null));
            PolicyRule rule = body.rule(key, before.map(PolicyRule::version).orElse(0), people);
            check(rule);
            if (before.isEmpty()) {
                book.add(rule, actor);
            } else if (!book.change(rule, actor)) {
                throw Preconditions.failed();
            }
            return answer(before.isPresent() ? HttpStatus.OK : HttpStatus.CREATED, key);
        });
    }

    @DeleteMapping(LIST + "/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request) {
        UUID key = Faults.id(id);
        return attempt.make(dryRun, () -> {
            PolicyRule rule = Preconditions.found(book.find(key));
            Preconditions.requireMatch(request, Preconditions.tag(rule.version()));
            if (!book.delete(key, rule.version(), caller.administrator().actor())) {
                throw Preconditions.failed();
            }
            return ResponseEntity.noContent().build();
        });
    }

    /** Puts a deleted rule in force again. */
    @PostMapping(LIST + "/{id}/restore")
    ResponseEntity<PolicyBody> restore(@PathVariable String id, AdministrationToken caller) {
        UUID key = Faults.id(id);
        if (!book.restore(key, caller.administrator().actor())) {
            throw Preconditions.NOT_FOUND.get();
        }
        return answer(HttpStatus.OK, key);
    }

    private void check(PolicyRule rule) {
        List<Fault> faults = PolicyRuleLimits.problems(
                        rule,
                        servers.all().stream()
                                .map(ResourceServers.Edited::server)
                                .toList(),
                        clock.instant())
                .entrySet()
                .stream()
                .map(problem -> new Fault(problem.getKey().isEmpty() ? "" : "/" + problem.getKey(), problem.getValue()))
                .toList();
        if (!faults.isEmpty()) {
            throw Faults.body(faults);
        }
    }

    private ResponseEntity<PolicyBody> answer(HttpStatus status, UUID id) {
        PolicyRule rule = Preconditions.found(book.find(id));
        return ResponseEntity.status(status)
                .eTag(Preconditions.tag(rule.version()))
                .body(PolicyBody.of(rule, people));
    }
}
