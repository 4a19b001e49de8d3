package dev.gatehouse.authserver.token;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A code or token as lists show it: never its value, nor the hash of it.
 *
 * @param bound whether it is worth nothing without the proof of a key
 * @param usedAt when a code was redeemed or a refresh token rotated
 * @param revokedAt when it was revoked by itself; with its grant every token ends besides
 */
public record TokenRow(
        Kind kind,
        Set<String> scopes,
        boolean bound,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant usedAt,
        @Nullable Instant revokedAt) {

    /** What it is for. */
    public enum Kind {
        CODE("Code"),
        ACCESS("Access token"),
        REFRESH("Refresh token");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Whether nothing but the end of its grant could speak against it. */
    public boolean inForce(Instant now) {
        return usedAt == null && revokedAt == null && expiresAt.isAfter(now);
    }
}
