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
import java.util.Objects;
import java.util.Optional;
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

    private static final String ACCESS_TOKEN_LABEL = "gatehouse/at/1";

    /** So many access tokens are made for replays of one refresh token; what comes after gets the last of them again. */
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
        if (token.consumed()) {
            changes.stepByStep();
        }
        DerivationKey key = keys.current();
        String nonce = Secrets.base64Url(Secrets.randomBytes(16));
        String successor = successor(key, token, nonce, presented);
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
                select t.successor_hash, t.rotation_nonce, t.derivation_key, t.rotated_at, current_timestamp, t.replays,
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
                        row.getInt(6),
                        row.getInt(7) == 1))
                .single();
        Duration left = rotated.left(properties.refreshReplayWindow());
        if (!left.isPositive() || !rotated.successorUnused()) {
            return new RefreshReplay.Reused();
        }
        return rotated.pair(keys, token, presented)
                .<RefreshReplay>map(
                        pair -> count(token) ? new RefreshReplay.Same(pair) : new RefreshReplay.Repeated(pair, left))
                .orElseGet(RefreshReplay.Reused::new);
    }

    private boolean count(StoredToken token) {
        return jdbc.sql("update token set replays = replays + 1 where purge_on = ? and hash = ? and replays < ?")
                        .params(token.purgeOn(), token.hash(), MOST_REPLAYS)
                        .update()
                == 1;
    }

    private static String successor(DerivationKey key, StoredToken token, String nonce, String presented) {
        return OpaqueToken.of(token.purgeOn(), derive(LABEL, key, token, nonce, presented));
    }

    /** Without the key and the row's nonce the presented token tells nothing of what is derived from it. */
    private static byte[] derive(String label, DerivationKey key, StoredToken token, String nonce, String presented) {
        GrantFamily family = token.family();
        String message = List.of(
                        label,
                        family.id().toString(),
                        family.clientId().toString(),
                        Integer.toString(token.generation()),
                        nonce,
                        presented)
                .stream()
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining());
        return key.derive(message);
    }

    private record Rotated(
            byte @Nullable [] successorHash,
            @Nullable String nonce,
            @Nullable String keyId,
            @Nullable OffsetDateTime rotatedAt,
            OffsetDateTime now,
            int replays,
            boolean successorUnused) {

        Duration left(Duration window) {
            // Its time is that of the transaction's start: one that waited for the rotation looks as if it came before.
            boolean strict = window.isZero();
            return rotatedAt == null || strict ? Duration.ZERO : Duration.between(now, rotatedAt.plus(window));
        }

        /** Only if the successor is the one whose hash was stored. The access token is named by the replay's number. */
        Optional<TokenPair> pair(DerivationKeys keys, StoredToken token, String presented) {
            byte[] expected = successorHash;
            String with = nonce;
            if (expected == null || with == null || keyId == null) {
                return Optional.empty();
            }
            String label = ACCESS_TOKEN_LABEL + "/" + Math.min(replays + 1, MOST_REPLAYS);
            return keys.find(keyId)
                    .map(key -> new TokenPair(
                            successor(key, token, with, presented),
                            Secrets.base64Url(derive(label, key, token, with, presented))))
                    .filter(pair ->
                            Secrets.equal(Secrets.sha256(Objects.requireNonNull(pair.refreshToken())), expected));
        }
    }
}
