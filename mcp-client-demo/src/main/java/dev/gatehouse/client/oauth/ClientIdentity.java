package dev.gatehouse.client.oauth;

import dev.gatehouse.client.jose.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * Who this program is to be at the authorization server; with all of it empty it is the stored client or a new one.
 *
 * @param id a client that an administrator set up
 * @param metadataUrl a client identifier that is a URL, used where the server supports it and no {@code id} is given
 * @param key with which the client authenticates ({@code private_key_jwt}); null for a public client or one with a secret
 * @param isNew whether to register afresh although a registered client is stored
 */
public record ClientIdentity(
        @Nullable String id,
        @Nullable String secret,
        @Nullable String metadataUrl,
        @Nullable SigningKey key,
        boolean isNew) {

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "ClientIdentity[" + id + ", " + metadataUrl + "]";
    }
}
