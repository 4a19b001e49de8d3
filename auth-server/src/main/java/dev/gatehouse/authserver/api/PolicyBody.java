package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.policy.Exemption;
import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A rule of policy, as it is read and written.
 *
 * @param subject at level client what names the client; at level person the username
 */
@JsonNaming(SnakeCaseStrategy.class)
record PolicyBody(
        @Nullable String id,
        @Nullable String level,
        @Nullable String subject,
        @Nullable String resource,
        @Nullable List<String> scopes,
        @Nullable String tokenLifetime,
        @Nullable String grantLifetime,
        @Nullable ExemptionBody exemption) {

    /** Why a grant may last longer than 24 hours. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ExemptionBody(
            @Nullable String owner,
            @Nullable String reason,
            @Nullable String endsAt) {}

    static PolicyBody of(PolicyRule rule, People people) {
        Exemption exemption = rule.exemption();
        return new PolicyBody(
                rule.id().toString(),
                Faults.name(rule.level()),
                rule.level() == PolicyLevel.PERSON ? username(String.valueOf(rule.subject()), people) : rule.subject(),
                rule.resource(),
                rule.scopes() == null ? null : List.copyOf(rule.scopes()),
                rule.tokenLifetime() == null ? null : rule.tokenLifetime().toString(),
                rule.grantLifetime() == null ? null : rule.grantLifetime().toString(),
                exemption == null
                        ? null
                        : new ExemptionBody(
                                exemption.owner(),
                                exemption.reason(),
                                exemption.endsAt().toString()));
    }

    /** One who is gone keeps their id, so that the rule can still be told from others. */
    private static String username(String id, People people) {
        return people.find(UUID.fromString(id)).map(Person::username).orElse(id);
    }

    PolicyRule rule(UUID path, int version, People people) {
        if (id != null && !id.equals(path.toString())) {
            throw Faults.body("/id", "must be the one that the path names");
        }
        PolicyLevel wanted = Faults.constant(PolicyLevel.class, level, "/level");
        Duration token = Faults.duration(tokenLifetime, "/token_lifetime");
        Duration grant = Faults.duration(grantLifetime, "/grant_lifetime");
        try {
            return new PolicyRule(
                    path,
                    version,
                    wanted,
                    wanted == PolicyLevel.PERSON ? person(people) : subject,
                    resource,
                    names(),
                    token,
                    grant,
                    exempt());
        } catch (IllegalArgumentException e) {
            throw Faults.body(
                    "",
                    "is not like this at its level: a subject is for client and person, a resource not for global and"
                            + " always for resource, an exemption for grants longer than 24 hours and only for them");
        }
    }

    private @Nullable Set<String> names() {
        return scopes == null ? null : new LinkedHashSet<>(ServerBody.whole(scopes, "scopes"));
    }

    private @Nullable Exemption exempt() {
        if (exemption == null) {
            return null;
        }
        Instant end = Faults.instant(Faults.required(exemption.endsAt(), "exemption/ends_at"), "/exemption/ends_at");
        return new Exemption(
                Faults.required(exemption.owner(), "exemption/owner"),
                Faults.required(exemption.reason(), "exemption/reason"),
                java.util.Objects.requireNonNull(end));
    }

    private String person(People people) {
        String username = Faults.required(subject, "subject");
        return people.findByUsername(username)
                .map(person -> person.id().toString())
                .orElseThrow(() -> Faults.body("/subject", "is nobody's username"));
    }
}
