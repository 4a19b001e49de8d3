package dev.gatehouse.authserver.token;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that was found by its value, with all that decides whether it may be used.
 *
 * @param scopes what this very token was issued with
 * @param dpopJkt thumbprint of the key without whose proof it is worth nothing (RFC 9449 section 6)
 * @param generation how many refresh tokens came before it in its family
 * @param familyRevoked whether its family, hence it, is at an end
 * @param personActive whether the person may still act; true where there is none
 * @param clientId the {@code client_id} of the client it was issued to
 * @param clientActive whether that client may still act
 */
public record StoredToken(
        LocalDate purgeOn,
        byte[] hash,
        GrantFamily family,
        Set<String> scopes,
        @Nullable String dpopJkt,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant consumedAt,
        @Nullable Instant revokedAt,
        int generation,
        boolean familyRevoked,
        boolean personActive,
        String clientId,
        boolean clientActive) {

    /** A code as it is when it was just issued. */
    static StoredToken newCode(
            LocalDate purgeOn, byte[] hash, GrantFamily family, String clientId, Instant issuedAt, Instant expiresAt) {
        return new StoredToken(
                purgeOn,
                hash,
                family,
                family.scopes(),
                family.dpopJkt(),
                issuedAt,
                expiresAt,
                null,
                null,
                0,
                false,
                true,
                clientId,
                true);
    }

    /** Whether it was used once already: using it again is a replay. */
    public boolean consumed() {
        return consumedAt != null;
    }

    /** Whether nothing but its having been consumed speaks against it. */
    public boolean live(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt) && grantLive(now);
    }

    /** Whether the grant that it belongs to is in force. */
    public boolean grantLive(Instant now) {
        return !familyRevoked && personActive && clientActive && now.isBefore(family.absoluteExpiresAt());
    }
}
