package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.keys.DerivationKey;
import dev.gatehouse.authserver.keys.DerivationKeys;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Rotation of refresh tokens: one successor each, derived so that it can be told again for a short while although only its
 * hash is stored (ruling 6). Callers hold the family's row, so rotations and replays of one family come one after the
 * other. Time is the database's, which all nodes share.
 */
@Component
class RefreshRotation {

    private static final String LABEL = "gatehouse/rt/1";

    private static final int MOST_REPLAYS = 10;

    private final JdbcClient jdbc;

    private final Changes changes;

    private final DerivationKeys keys;

    private final TokenProperties properties;

    RefreshRotation(JdbcClient jdbc, Changes changes, DerivationKeys keys, TokenProperties properties) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.keys = keys;
        this.properties = properties;
    }

    /** Marks the presented token used and returns its successor, not stored yet; empty if it was used before. */
    Optional<String> rotate(StoredToken token, String presented, Instant now) {
        DerivationKey key = keys.current();
        String nonce = Secrets.base64Url(Secrets.randomBytes(16));
        String successor = derive(key, token, nonce, presented);
        boolean rotated = changes.changesOne(
                """
                update token set consumed_at = ?, rotated_at = current_timestamp, successor_hash = ?, rotation_nonce = ?,
                                 derivation_key = ?
                where purge_on = ? and hash = ? and consumed_at is null""",
                now.atOffset(ZoneOffset.UTC),
                Secrets.sha256(successor),
                nonce,
                key.id(),
                token.purgeOn(),
                token.hash());
        return rotated ? Optional.of(successor) : Optional.empty();
    }

    RefreshReplay replay(StoredToken token, String presented) {
        Rotated rotated = jdbc.sql("""
                select t.successor_hash, t.rotation_nonce, t.derivation_key, t.rotated_at, current_timestamp,
                       (select count(*) from token s where s.purge_on = t.purge_on and s.hash = t.successor_hash
                        and s.consumed_at is null and s.revoked_at is null)
                from token t where t.purge_on = ? and t.hash = ?""")
                .params(token.purgeOn(), token.hash())
                .query((row, index) -> new Rotated(
                        row.getBytes(1),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class),
                        row.getObject(5, OffsetDateTime.class),
                        row.getInt(6) == 1))
                .single();
        Duration left = rotated.left(properties.refreshReplayWindow());
        if (!left.isPositive() || !rotated.successorUnused()) {
            return new RefreshReplay.Reused();
        }
        Optional<String> successor = rotated.successor(keys, (key, nonce) -> derive(key, token, nonce, presented));
        if (successor.isEmpty()) {
            return new RefreshReplay.Reused();
        }
        return count(token) ? new RefreshReplay.Same(successor.get()) : new RefreshReplay.TooOften(left);
    }

    private boolean count(StoredToken token) {
        return jdbc.sql("update token set replays = replays + 1 where purge_on = ? and hash = ? and replays < ?")
                        .params(token.purgeOn(), token.hash(), MOST_REPLAYS)
                        .update()
                == 1;
    }

    /** Without the key and the row's nonce the presented token tells nothing of its successor. */
    private static String derive(DerivationKey key, StoredToken token, String nonce, String presented) {
        GrantFamily family = token.family();
        String message = List.of(
                        LABEL,
                        family.id().toString(),
                        family.clientId().toString(),
                        Integer.toString(token.generation()),
                        nonce,
                        presented)
                .stream()
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining());
        return OpaqueToken.of(token.purgeOn(), key.derive(message));
    }

    private record Rotated(
            byte @Nullable [] successorHash,
            @Nullable String nonce,
            @Nullable String keyId,
            @Nullable OffsetDateTime rotatedAt,
            OffsetDateTime now,
            boolean successorUnused) {

        Duration left(Duration window) {
            return rotatedAt == null ? Duration.ZERO : Duration.between(now, rotatedAt.plus(window));
        }

        /** Only if it is the one whose hash was stored. */
        Optional<String> successor(DerivationKeys keys, BiFunction<DerivationKey, String, String> derivation) {
            byte[] expected = successorHash;
            String with = nonce;
            if (expected == null || with == null || keyId == null) {
                return Optional.empty();
            }
            return keys.find(keyId)
                    .map(key -> derivation.apply(key, with))
                    .filter(value -> Secrets.equal(Secrets.sha256(value), expected));
        }
    }
}
