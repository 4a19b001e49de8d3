package dev.gatehouse.client.oauth;

import java.net.URI;

/** By which grant tokens are asked for. */
public sealed interface GrantChoice {

    /** A person signs in and consents (RFC 6749 section 4.1). */
    record AuthorizationCode() implements GrantChoice {}

    /** The client acts for itself (RFC 6749 section 4.4). */
    record ClientCredentials() implements GrantChoice {}

    /** Somebody else vouches for the client or a person (RFC 7523 section 2.1). @param assertion a JWT as it is sent */
    record JwtBearer(String assertion) implements GrantChoice {

        @Override
        public String toString() {
            return "JwtBearer[]";
        }
    }

    /**
     * A person's ID token is exchanged at the enterprise's identity provider for an assertion that is good at the
     * authorization server (Identity Assertion Authorization Grant, ID-JAG).
     *
     * @param clientId this program's at the identity provider
     */
    record IdentityAssertion(URI tokenEndpoint, String clientId, String idToken) implements GrantChoice {

        @Override
        public String toString() {
            return "IdentityAssertion[" + tokenEndpoint + "]";
        }
    }
}
