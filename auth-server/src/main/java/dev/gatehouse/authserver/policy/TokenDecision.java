package dev.gatehouse.authserver.policy;

import java.time.Instant;
import java.util.Set;

/** What a request for a token gets. */
public sealed interface TokenDecision {

    /**
     * A token with these scopes that ends then.
     *
     * @param scopes what the answer's {@code scope} says
     */
    record Granted(Set<String> scopes, Instant expiresAt) implements TokenDecision {}

    /**
     * No token.
     *
     * @param error the code of RFC 6749 section 5.2 or RFC 8707 section 2
     * @param reason for the log and the audit; the caller is told less
     */
    record Denied(String error, String reason) implements TokenDecision {}
}
