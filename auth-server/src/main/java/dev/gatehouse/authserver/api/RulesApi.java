package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalRule;
import dev.gatehouse.authserver.approval.ApprovalRuleLimits;
import dev.gatehouse.authserver.approval.ApprovalRules;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.web.Problem;
import dev.gatehouse.authserver.web.Problem.Fault;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
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

/** The rules for clients in general, and the mode that counts where no rule does. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class RulesApi {

    private static final String LIST = "/admin/api/v1/rules";

    private final ApprovalRules rules;

    private final ResourceServers servers;

    private final Attempt attempt;

    RulesApi(ApprovalRules rules, ResourceServers servers, Attempt attempt) {
        this.rules = rules;
        this.servers = servers;
        this.attempt = attempt;
    }

    @GetMapping(LIST)
    Items<RuleBody> list() {
        return Items.all(rules.all().stream().map(RuleBody::of).toList());
    }

    @GetMapping(LIST + "/{id}")
    ResponseEntity<RuleBody> one(@PathVariable String id) {
        return answer(HttpStatus.OK, Faults.id(id));
    }

    @PutMapping(LIST + "/{id}")
    ResponseEntity<RuleBody> put(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        UUID key = Faults.id(id);
        ApprovalRule rule = JsonBody.read(request, RuleBody.class).rule(key);
        check(rule);
        return attempt.make(dryRun, () -> {
            Optional<ApprovalRule> before = rules.hold(key);
            Preconditions.requireMatchOrNew(request, before.map(RulesApi::tag).orElse(null));
            if (before.isEmpty()) {
                if (!rules.add(rule, caller.administrator())) {
                    throw Problem.of(
                                    HttpStatus.CONFLICT,
                                    "This rule cannot be added",
                                    "Nothing was changed. There are 500 rules already, or somebody added it at this moment.")
                            .refusal();
                }
                return answer(HttpStatus.CREATED, key);
            }
            if (!rules.change(before.get(), rule, caller.administrator())) {
                throw Preconditions.failed();
            }
            return answer(HttpStatus.OK, key);
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
            Preconditions.requireMatch(request, tag(Preconditions.found(rules.hold(key))));
            if (!rules.delete(key, caller.administrator())) {
                throw Preconditions.failed();
            }
            return ResponseEntity.noContent().build();
        });
    }

    /** Puts a deleted rule in force again. */
    @PostMapping(LIST + "/{id}/restore")
    ResponseEntity<RuleBody> restore(@PathVariable String id, AdministrationToken caller) {
        UUID key = Faults.id(id);
        if (!rules.restore(key, caller.administrator())) {
            throw Preconditions.NOT_FOUND.get();
        }
        return answer(HttpStatus.OK, key);
    }

    private void check(ApprovalRule rule) {
        List<Fault> faults = ApprovalRuleLimits.problems(
                        rule, uri -> servers.find(uri).isPresent())
                .entrySet()
                .stream()
                .map(problem -> new Fault(problem.getKey().isEmpty() ? "" : "/" + problem.getKey(), problem.getValue()))
                .toList();
        if (!faults.isEmpty()) {
            throw Faults.body(faults);
        }
    }

    private ResponseEntity<RuleBody> answer(HttpStatus status, UUID id) {
        ApprovalRule rule = Preconditions.found(rules.find(id));
        return ResponseEntity.status(status).eTag(tag(rule)).body(RuleBody.of(rule));
    }

    private static String tag(ApprovalRule rule) {
        return Preconditions.tag(RuleBody.of(rule));
    }
}
