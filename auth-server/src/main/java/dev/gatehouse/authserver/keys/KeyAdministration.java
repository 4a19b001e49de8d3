package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.SharedTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The signing keys as administrators see and rotate them; never more of a key than is published. */
@Component
public class KeyAdministration {

    private final SigningKeyStore store;

    private final SigningKeyRotation signing;

    private final DerivationKeyStore derivation;

    private final EmergencyRotation emergency;

    private final SharedTime time;

    private final AuditLog audit;

    KeyAdministration(
            SigningKeyStore store,
            SigningKeyRotation signing,
            DerivationKeyStore derivation,
            EmergencyRotation emergency,
            SharedTime time,
            AuditLog audit) {
        this.store = store;
        this.signing = signing;
        this.derivation = derivation;
        this.emergency = emergency;
        this.time = time;
        this.audit = audit;
    }

    /** What a key does now. */
    public enum State {
        SIGNS,
        NEXT,
        VERIFIES
    }

    /**
     * A published key.
     *
     * @param publishedAt since when others can know it
     * @param signsFrom since when it signs, or from when on it will
     * @param leavesAt when it is published no longer, once another signs in its place
     */
    public record Key(
            String kid,
            String algorithm,
            State state,
            Instant publishedAt,
            Instant signsFrom,
            @Nullable Instant leavesAt) {}

    /** By algorithm: what signs, what is next, what is still published. */
    public List<Key> keys() {
        Instant now = time.now();
        List<SigningKeyRow> rows = store.rows();
        List<Key> keys = new ArrayList<>();
        for (String algorithm : SigningKeys.algorithms()) {
            List<SigningKeyRow> own = rows.stream()
                    .filter(row -> row.algorithm().equals(algorithm))
                    .toList();
            String signs =
                    SigningKeySchedule.active(own, now).map(SigningKeyRow::kid).orElse("");
            own.reversed().forEach(row -> keys.add(key(row, signs, now)));
        }
        return keys;
    }

    private static Key key(SigningKeyRow row, String signs, Instant now) {
        State state = row.kid().equals(signs) ? State.SIGNS : row.activated(now) ? State.VERIFIES : State.NEXT;
        return new Key(row.kid(), row.algorithm(), state, row.createdAt(), row.activatesAt(), row.retiresAt());
    }

    /** Lets the next keys sign as soon as they have been published for long enough; a sentence for each. */
    @Transactional
    public List<String> rotate(String actor) {
        audit.append(AuditEvent.done("keys.rotation_ordered").by(actor).with("emergency", "no"));
        List<String> done = new ArrayList<>(signing.rotate());
        done.add(KeyProgram.derived(derivation.rotate()));
        return done;
    }

    /** Replaces every key at once: what the old ones signed is worth nothing from now on. */
    @Transactional
    public List<String> replaceAll(String actor) {
        audit.append(AuditEvent.done("keys.rotation_ordered").by(actor).with("emergency", "yes"));
        return emergency.replaceAll();
    }
}
