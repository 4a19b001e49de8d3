package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.user.Administrator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What administrators say of clients in general. Read anew each time: a rule counts as soon as it is stored. */
@Component
public class ApprovalRules {

    private static final int MOST = 500;

    private final JdbcClient jdbc;

    private final AuditLog audit;

    private final InstantSource clock;

    ApprovalRules(JdbcClient jdbc, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** Those in force, the newest first. */
    public List<ApprovalRule> all() {
        return jdbc.sql("""
                select id, action, domain, redirect_host, resource_uri, scope, person_group, reason from approval_rule
                where deleted_at is null order by created_at desc, id""").query(ApprovalRules::rule).list();
    }

    /**
     * Adds a rule; a deleted one of the same id is gone for good then.
     *
     * @return false where there are as many rules as are read for each request, or one with this id; then nothing has changed
     */
    @Transactional
    public boolean add(ApprovalRule rule, Administrator by) {
        if (all().size() >= MOST) {
            return false;
        }
        jdbc.sql("delete from approval_rule where id = ? and deleted_at is not null")
                .param(rule.id())
                .update();
        int added = jdbc.sql("""
                insert into approval_rule (id, action, domain, redirect_host, resource_uri, scope, person_group, reason,
                                           created_by, created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .param(rule.id())
                .param(rule.action().name())
                .param(rule.domain())
                .param(rule.redirectHost())
                .param(rule.resource())
                .param(rule.scope())
                .param(rule.group())
                .param(rule.reason())
                .param(by.personId())
                .param(now())
                .update();
        if (added == 0) {
            return false;
        }
        audit.append(event("approval.rule_added", rule.id(), by)
                .with("action", rule.action())
                .with("rule", rule.words())
                .with("reason", rule.reason()));
        return true;
    }

    /** One of those in force. */
    public Optional<ApprovalRule> find(UUID id) {
        return one(id, "");
    }

    /** The same, kept as it is by others until the caller's transaction ends. */
    public Optional<ApprovalRule> hold(UUID id) {
        return one(id, " for update");
    }

    private Optional<ApprovalRule> one(UUID id, String lock) {
        return jdbc.sql("""
                select id, action, domain, redirect_host, resource_uri, scope, person_group, reason from approval_rule
                where deleted_at is null and id = ?""" + lock).param(id).query(ApprovalRules::rule).optional();
    }

    /**
     * Puts another rule in the place of one that is in force, under the same id.
     *
     * @param seen as the rule was when the change was made
     * @return false if it is not, or no longer, like that; then nothing has changed
     */
    @Transactional
    public boolean change(ApprovalRule seen, ApprovalRule rule, Administrator by) {
        if (!hold(seen.id()).equals(Optional.of(seen))) {
            return false;
        }
        jdbc.sql("""
                update approval_rule set action = ?, domain = ?, redirect_host = ?, resource_uri = ?, scope = ?,
                    person_group = ?, reason = ? where id = ?""")
                .param(rule.action().name())
                .param(rule.domain())
                .param(rule.redirectHost())
                .param(rule.resource())
                .param(rule.scope())
                .param(rule.group())
                .param(rule.reason())
                .param(seen.id())
                .update();
        audit.append(event("approval.rule_changed", seen.id(), by)
                .with("action", rule.action())
                .with("rule", rule.words())
                .with("before", seen.action() + " " + seen.words())
                .with("reason", rule.reason()));
        return true;
    }

    /** An id for a rule that is about to be added. */
    public UUID nextId() {
        return Secrets.uuid7(clock.instant());
    }

    /** False if it was not in force; then nothing has changed. */
    @Transactional
    public boolean delete(UUID id, Administrator by) {
        boolean deleted = jdbc.sql("update approval_rule set deleted_at = ? where id = ? and deleted_at is null")
                        .params(now(), id)
                        .update()
                == 1;
        if (deleted) {
            audit.append(event("approval.rule_deleted", id, by));
        }
        return deleted;
    }

    /** Puts a deleted rule in force again; false if it was in force, or never was. */
    @Transactional
    public boolean restore(UUID id, Administrator by) {
        boolean restored =
                jdbc.sql("update approval_rule set deleted_at = null where id = ? and deleted_at is not null")
                                .param(id)
                                .update()
                        == 1;
        if (restored) {
            audit.append(event("approval.rule_restored", id, by));
        }
        return restored;
    }

    private static AuditEvent event(String type, UUID id, Administrator by) {
        return AuditEvent.done(type).by(by.actor()).with("id", id);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static ApprovalRule rule(ResultSet row, int index) throws SQLException {
        return new ApprovalRule(
                row.getObject("id", UUID.class),
                ApprovalRule.Action.valueOf(row.getString("action")),
                row.getString("domain"),
                row.getString("redirect_host"),
                row.getString("resource_uri"),
                row.getString("scope"),
                row.getString("person_group"),
                row.getString("reason"));
    }
}
