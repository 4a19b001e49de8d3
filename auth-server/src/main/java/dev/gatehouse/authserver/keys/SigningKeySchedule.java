package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.keys.SigningKeyRow.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is due with the keys of one algorithm (requirement Y2): NEXT is published long before it signs, ACTIVE signs, RETIRED
 * stays published until the last token that it signed has expired.
 */
final class SigningKeySchedule {

    /** No token lives longer; {@link SigningKeys#sign} sees to that. */
    static final Duration LONGEST_TOKEN = Duration.ofHours(1);

    /** A node may sign with a key for a moment after another took over, and verifiers forgive some skew. */
    static final Duration TAIL = LONGEST_TOKEN.plusMinutes(10);

    /** Nodes' reckoning of the database's time is a little apart: what shall sign at once is dated back by this. */
    static final Duration APART = Duration.ofSeconds(30);

    /** One change, to be made under the lock. */
    sealed interface Change {}

    record Create(String algorithm, Status status, Instant activatesAt) implements Change {}

    /** @param predecessors the keys that no longer sign, which leave at {@code retiresAt} */
    record Activate(SigningKeyRow key, List<SigningKeyRow> predecessors, Instant retiresAt) implements Change {}

    record Remove(SigningKeyRow key) implements Change {}

    private final KeyProperties properties;

    SigningKeySchedule(KeyProperties properties) {
        this.properties = properties;
    }

    /** The key that signs: the one of those activated that was so last. */
    static Optional<SigningKeyRow> active(List<SigningKeyRow> keys, Instant now) {
        return keys.stream()
                .filter(key -> key.activated(now))
                .max(Comparator.comparing(SigningKeyRow::activatesAt).thenComparing(SigningKeyRow::kid));
    }

    static Optional<SigningKeyRow> next(List<SigningKeyRow> keys, Instant now) {
        return keys.stream().filter(key -> !key.activated(now)).min(Comparator.comparing(SigningKeyRow::activatesAt));
    }

    /** The change that comes first; making keys comes last, since it may fail. */
    Optional<Change> due(String algorithm, List<SigningKeyRow> keys, Instant now) {
        Optional<SigningKeyRow> active = active(keys, now);
        if (active.isEmpty()) {
            return Optional.of(new Create(algorithm, Status.ACTIVE, now.minus(APART)));
        }
        return activate(active.get(), keys)
                .or(() -> remove(keys, now))
                .or(() -> next(keys, now).isPresent() ? Optional.empty() : create(active.get(), now));
    }

    private static Optional<Change> activate(SigningKeyRow active, List<SigningKeyRow> keys) {
        List<SigningKeyRow> predecessors = keys.stream()
                .filter(key -> key.status() != Status.RETIRED && !key.equals(active))
                .filter(key -> key.activatesAt().compareTo(active.activatesAt()) <= 0)
                .toList();
        return active.status() == Status.NEXT || !predecessors.isEmpty()
                ? Optional.of(
                        new Activate(active, predecessors, active.activatesAt().plus(TAIL)))
                : Optional.empty();
    }

    private static Optional<Change> remove(List<SigningKeyRow> keys, Instant now) {
        return keys.stream()
                .filter(key -> key.status() == Status.RETIRED
                        && key.retiresAt() != null
                        && !key.retiresAt().isAfter(now))
                .findFirst()
                .map(Remove::new);
    }

    private Optional<Change> create(SigningKeyRow active, Instant now) {
        Instant handover = active.activatesAt().plus(properties.rotateEvery());
        Instant earliest = now.plus(properties.publishAhead());
        if (handover.isAfter(earliest)) {
            return Optional.empty();
        }
        return Optional.of(new Create(active.algorithm(), Status.NEXT, earliest));
    }
}
