package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.jose.ProofKey;
import java.util.Optional;

/** Access tokens for one MCP server. */
public interface Access {

    /**
     * @param byPerson whether a person has just consented to it; a server that refuses such a token will refuse the next
     * @param proofKey to which it is bound (RFC 9449); empty for a bearer token
     */
    record Token(String value, boolean byPerson, Optional<ProofKey> proofKey) {

        @Override
        public String toString() {
            return "Token[]";
        }
    }

    /** The token that is held, refreshed first if it is about to end; empty if there is none. */
    Optional<Token> current();

    /**
     * Another token after a 401: one that another process got meanwhile, a refreshed one, or one a person consents to.
     *
     * @param rejected the token that was sent, if any
     * @param again whether a renewed token was refused as well, so that only a person can help
     */
    Token renew(HttpAnswer unauthorized, Optional<Token> rejected, boolean again);

    /** The call with this token, and with a fresh proof where the token is bound. */
    HttpCall authorized(HttpCall call, Token token);

    /** Whether the same call with the same token may succeed now, because the answer gave a nonce for the proof. */
    boolean asksAgain(HttpAnswer answer);

    /** After a 403 {@code insufficient_scope}: a token for the scopes held and the scopes asked (MCP step-up). */
    Token stepUp(HttpAnswer forbidden);
}
