package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.cluster.SharedTime;
import dev.gatehouse.authserver.keys.SigningKeyRow.Status;
import dev.gatehouse.authserver.keys.SigningKeySchedule.Activate;
import dev.gatehouse.authserver.keys.SigningKeySchedule.Change;
import dev.gatehouse.authserver.keys.SigningKeySchedule.Create;
import dev.gatehouse.authserver.keys.SigningKeySchedule.Remove;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the signing keys, by schedule and on command; one node at a time, by the database's time, each change with its
 * audit entry.
 */
@Component
class SigningKeyRotation {

    static final String LOCK = "signing_keys";

    private final SigningKeyStore store;

    private final SigningKeySchedule schedule;

    private final Locks locks;

    private final SharedTime time;

    private final AuditLog audit;

    private final TransactionTemplate transaction;

    SigningKeyRotation(
            SigningKeyStore store,
            KeyProperties properties,
            Locks locks,
            SharedTime time,
            AuditLog audit,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.schedule = new SigningKeySchedule(properties);
        this.locks = locks;
        this.time = time;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Whether there is something to do; no lock is taken to find out. */
    boolean due(List<SigningKeyRow> rows, Instant now) {
        return !changes(rows, now).isEmpty();
    }

    /** Makes the changes that are due, each in its transaction; of any number of nodes at once, one makes each. */
    void advance() {
        boolean changed = true;
        while (changed) {
            changed = Boolean.TRUE.equals(transaction.execute(status -> {
                locks.hold(LOCK);
                Optional<Change> change = changes(store.rows(), time.now()).stream()
                        // To make a key may fail, and must not keep the others.
                        .min(Comparator.comparing(Create.class::isInstance));
                change.ifPresent(this::apply);
                return change.isPresent();
            }));
        }
    }

    private List<Change> changes(List<SigningKeyRow> rows, Instant now) {
        List<Change> changes = new ArrayList<>();
        for (String algorithm : SigningKeys.algorithms()) {
            schedule.due(algorithm, of(algorithm, rows), now).ifPresent(changes::add);
        }
        return changes;
    }

    private static List<SigningKeyRow> of(String algorithm, List<SigningKeyRow> rows) {
        return rows.stream().filter(row -> row.algorithm().equals(algorithm)).toList();
    }

    private void apply(Change change) {
        switch (change) {
            case Create(String algorithm, Status status, Instant activatesAt) -> create(algorithm, status, activatesAt);
            case Activate(SigningKeyRow key, List<SigningKeyRow> predecessors, Instant retiresAt) -> {
                store.activate(key.kid());
                predecessors.forEach(retired -> store.retire(retired.kid(), retiresAt));
                note("signing_key.activated", key.kid(), key.algorithm(), "activates_at", key.activatesAt());
                predecessors.forEach(retired ->
                        note("signing_key.retired", retired.kid(), retired.algorithm(), "retires_at", retiresAt));
            }
            case Remove(SigningKeyRow key) -> {
                store.delete(key.kid());
                note("signing_key.removed", key.kid(), key.algorithm(), "retires_at", key.retiresAt());
            }
        }
    }

    private String create(String algorithm, Status status, Instant activatesAt) {
        String kid = store.create(algorithm, status, time.now(), activatesAt);
        note("signing_key.created", kid, algorithm, "activates_at", activatesAt);
        return kid;
    }

    private void note(String type, String kid, String algorithm, String fact, @Nullable Object value) {
        audit.append(AuditEvent.done(type)
                .by("system")
                .with("kid", kid)
                .with("alg", algorithm)
                .with(fact, value));
    }

    /** Lets the next keys sign, as soon as they have been published for long enough; a sentence for each algorithm. */
    List<String> rotate() {
        return each(this::rotate);
    }

    private String rotate(String algorithm, List<SigningKeyRow> keys) {
        Instant now = time.now();
        Optional<SigningKeyRow> next = SigningKeySchedule.next(keys, now);
        Instant published = next.map(SigningKeyRow::createdAt).orElse(now);
        Instant from = published.plus(KeyProperties.SHORTEST_LEAD);
        if (next.isEmpty()) {
            String kid = create(algorithm, Status.NEXT, from);
            return algorithm + ": made " + kid + ", which is published now and signs from " + from + " on";
        }
        SigningKeyRow key = next.get();
        Instant activatesAt = from.isAfter(now) ? from : now;
        if (activatesAt.isBefore(key.activatesAt())) {
            store.activateAt(key.kid(), activatesAt);
            note("signing_key.brought_forward", key.kid(), algorithm, "activates_at", activatesAt);
        }
        return algorithm + ": " + key.kid()
                + (from.isAfter(now) ? " signs from " + from + " on" : " signs from now on");
    }

    /** Replaces every key at once: what the old ones signed is worth nothing from now on. */
    List<String> replace() {
        return each((algorithm, keys) -> {
            String kid = create(algorithm, Status.ACTIVE, time.now().minus(SigningKeySchedule.APART));
            keys.forEach(key -> {
                store.delete(key.kid());
                note("signing_key.dropped", key.kid(), algorithm, "replaced_by", kid);
            });
            return algorithm + ": " + kid + " signs from now on; dropped "
                    + String.join(", ", keys.stream().map(SigningKeyRow::kid).toList());
        });
    }

    /** All algorithms in one transaction, with what is due done before and after. */
    private List<String> each(BiFunction<String, List<SigningKeyRow>, String> change) {
        advance();
        List<String> done = transaction.execute(status -> {
            locks.hold(LOCK);
            List<SigningKeyRow> rows = store.rows();
            return SigningKeys.algorithms().stream()
                    .map(algorithm -> change.apply(algorithm, of(algorithm, rows)))
                    .toList();
        });
        advance();
        return done == null ? List.of() : done;
    }
}
