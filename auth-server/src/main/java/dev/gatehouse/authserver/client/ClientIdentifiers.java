package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.secret.Secrets;

/** Names for new clients. */
public final class ClientIdentifiers {

    private ClientIdentifiers() {}

    /**
     * A {@code client_id} for a client that registers: {@code gh_} and 128 random bits. It is no URL, so it can never be
     * taken for the document of another client (R9), and no UUID, so it never equals a person's {@code sub}.
     */
    public static String clientId() {
        return "gh_" + Secrets.base64Url(Secrets.randomBytes(16));
    }
}
