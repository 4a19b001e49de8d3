package dev.gatehouse.authserver.rule;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.policy.ScopeNames;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The rules as administrators change them: each change with its record, heard of by all nodes once it is committed. */
@Component
public class PolicyRuleBook {

    private final PolicyRuleTable table;

    private final Invalidations invalidations;

    private final AuditLog audit;

    private final InstantSource clock;

    PolicyRuleBook(PolicyRuleTable table, Invalidations invalidations, AuditLog audit, InstantSource clock) {
        this.table = table;
        this.invalidations = invalidations;
        this.audit = audit;
        this.clock = clock;
    }

    /** The rules in force as they are stored now, oldest first. */
    public List<PolicyRule> all() {
        return table.all();
    }

    /** One of those in force. */
    public Optional<PolicyRule> find(UUID id) {
        return table.find(id);
    }

    /**
     * Adds a rule; a deleted one of the same id is gone for good then.
     *
     * @param actor who did it, as {@link AuditEvent} has it; here and below
     * @throws org.springframework.dao.DuplicateKeyException if one of this id is in force
     */
    @Transactional
    public void add(PolicyRule rule, String actor) {
        table.forget(rule.id());
        table.add(rule, clock.instant());
        changed("policy_rule.added", rule, actor);
    }

    /** @return false if the version that the rule names is not in force any more; nothing is changed then */
    @Transactional
    public boolean change(PolicyRule rule, String actor) {
        boolean changed = table.change(rule, clock.instant());
        if (changed) {
            changed("policy_rule.changed", rule, actor);
        }
        return changed;
    }

    /** @return false if that version is not in force any more; nothing is changed then */
    @Transactional
    public boolean delete(UUID id, int version, String actor) {
        boolean deleted = table.delete(id, version, clock.instant());
        if (deleted) {
            changed("policy_rule.deleted", table.findAny(id).orElseThrow(), actor);
        }
        return deleted;
    }

    /** Brings a deleted rule back as it was; false if there is none. */
    @Transactional
    public boolean restore(UUID id, String actor) {
        boolean restored = table.restore(id);
        if (restored) {
            changed("policy_rule.restored", table.findAny(id).orElseThrow(), actor);
        }
        return restored;
    }

    private void changed(String type, PolicyRule rule, String actor) {
        invalidations.changed(PolicyRules.TOPIC, "");
        audit.append(AuditEvent.done(type)
                .by(actor)
                .resource(rule.resource())
                .with("rule", rule.id())
                .with("level", rule.level())
                .with("about", rule.subject())
                .with("scope", rule.scopes() == null ? null : ScopeNames.format(rule.scopes()))
                .with("token_lifetime", rule.tokenLifetime())
                .with("grant_lifetime", rule.grantLifetime())
                .with(
                        "exempt_owner",
                        rule.exemption() == null ? null : rule.exemption().owner())
                .with(
                        "exempt_until",
                        rule.exemption() == null ? null : rule.exemption().endsAt()));
    }
}
