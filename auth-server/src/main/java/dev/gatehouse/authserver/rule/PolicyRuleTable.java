package dev.gatehouse.authserver.rule;

import dev.gatehouse.authserver.policy.Exemption;
import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.policy.ScopeNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of the rules. A deleted one stays, so that it can be brought back. */
@Component
class PolicyRuleTable {

    private static final String SELECT = """
            select id, level, subject, resource_uri, scope, token_lifetime_seconds, grant_lifetime_seconds, exempt_owner,
                   exempt_reason, exempt_until, version
            from policy_rule""";

    private final JdbcClient jdbc;

    PolicyRuleTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<PolicyRule> all() {
        return jdbc.sql(SELECT + " where deleted_at is null order by created_at, id")
                .query(PolicyRuleTable::read)
                .list();
    }

    Optional<PolicyRule> find(UUID id) {
        return jdbc.sql(SELECT + " where id = ? and deleted_at is null")
                .param(id)
                .query(PolicyRuleTable::read)
                .optional();
    }

    /** Whether deleted or not. */
    Optional<PolicyRule> findAny(UUID id) {
        return jdbc.sql(SELECT + " where id = ?")
                .param(id)
                .query(PolicyRuleTable::read)
                .optional();
    }

    void add(PolicyRule rule, Instant now) {
        jdbc.sql("""
                insert into policy_rule (id, level, subject, resource_uri, scope, token_lifetime_seconds,
                                         grant_lifetime_seconds, exempt_owner, exempt_reason, exempt_until, created_at,
                                         updated_at, version)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""")
                .param(rule.id())
                .param(rule.level().name())
                .param(rule.subject())
                .param(rule.resource())
                .param(scope(rule))
                .param(seconds(rule.tokenLifetime()))
                .param(seconds(rule.grantLifetime()))
                .param(rule.exemption() == null ? null : rule.exemption().owner())
                .param(rule.exemption() == null ? null : rule.exemption().reason())
                .param(rule.exemption() == null ? null : utc(rule.exemption().endsAt()))
                .param(utc(now))
                .param(utc(now))
                .update();
    }

    /** Puts the rule in the place of the version that it names; false if that is not the one in force. */
    boolean change(PolicyRule rule, Instant now) {
        return jdbc.sql("""
                update policy_rule set level = ?, subject = ?, resource_uri = ?, scope = ?, token_lifetime_seconds = ?,
                                       grant_lifetime_seconds = ?, exempt_owner = ?, exempt_reason = ?, exempt_until = ?,
                                       updated_at = ?, version = version + 1
                where id = ? and version = ? and deleted_at is null""")
                        .param(rule.level().name())
                        .param(rule.subject())
                        .param(rule.resource())
                        .param(scope(rule))
                        .param(seconds(rule.tokenLifetime()))
                        .param(seconds(rule.grantLifetime()))
                        .param(
                                rule.exemption() == null
                                        ? null
                                        : rule.exemption().owner())
                        .param(
                                rule.exemption() == null
                                        ? null
                                        : rule.exemption().reason())
                        .param(
                                rule.exemption() == null
                                        ? null
                                        : utc(rule.exemption().endsAt()))
                        .param(utc(now))
                        .param(rule.id())
                        .param(rule.version())
                        .update()
                == 1;
    }

    boolean delete(UUID id, int version, Instant now) {
        return jdbc.sql("""
                update policy_rule set deleted_at = ?, version = version + 1
                where id = ? and version = ? and deleted_at is null""").params(utc(now), id, version).update() == 1;
    }

    /** Deletes for good what was deleted. */
    void forget(UUID id) {
        jdbc.sql("delete from policy_rule where id = ? and deleted_at is not null")
                .param(id)
                .update();
    }

    boolean restore(UUID id) {
        return jdbc.sql("""
                update policy_rule set deleted_at = null, version = version + 1
                where id = ? and deleted_at is not null""").param(id).update() == 1;
    }

    private static PolicyRule read(ResultSet row, int index) throws SQLException {
        String scope = row.getString("scope");
        String owner = row.getString("exempt_owner");
        return new PolicyRule(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                PolicyLevel.valueOf(row.getString("level")),
                row.getString("subject"),
                row.getString("resource_uri"),
                scope == null ? null : ScopeNames.parse(scope),
                duration(row, "token_lifetime_seconds"),
                duration(row, "grant_lifetime_seconds"),
                owner == null
                        ? null
                        : new Exemption(
                                owner,
                                row.getString("exempt_reason"),
                                row.getObject("exempt_until", OffsetDateTime.class)
                                        .toInstant()));
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? null : Duration.ofSeconds(seconds);
    }

    private static @Nullable String scope(PolicyRule rule) {
        return rule.scopes() == null ? null : ScopeNames.format(rule.scopes());
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
