package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a connected agent can be made to do less: scopes that go, and an earlier end. */
record AgentChange(ConnectedAgent agent, Instant now) {

    private static final List<Duration> DURATIONS =
            List.of(Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(24), Duration.ofDays(7));

    /** One end that is earlier than the present one; the value is ISO 8601 ({@code PT1H}). */
    public record Choice(String value, String label) {}

    /** The ends that may be chosen besides the present one, earliest first. */
    public List<Choice> ends() {
        return DURATIONS.stream()
                .filter(duration -> now.plus(duration).isBefore(agent.expiresAt()))
                .map(duration -> new Choice(duration.toString(), Times.words(duration)))
                .toList();
    }

    /** The end that this value of the form stands for; nothing if it was not offered. */
    Optional<Instant> end(String value) {
        if (value.isEmpty()) {
            return Optional.of(agent.expiresAt());
        }
        return ends().stream()
                .filter(choice -> choice.value().equals(value))
                .findFirst()
                .map(choice -> now.plus(Duration.parse(choice.value())));
    }

    /** What is taken away if these are kept; nothing where one of them is not the agent's. */
    Optional<Set<String>> takenAway(Set<String> kept) {
        Set<String> names =
                agent.scopes().stream().map(Scope::name).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!names.containsAll(kept)) {
            return Optional.empty();
        }
        names.removeAll(kept);
        return Optional.of(names);
    }
}
