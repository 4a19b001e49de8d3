package dev.gatehouse.authserver.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares a presented client secret for Spring's {@code ClientSecretAuthenticationProvider}: what stands in the place of
 * the encoded secret is our own key for the client, whose live secrets are compared by {@link
 * ClientDirectory#secretMatches}. No bean, as people's passwords have an encoder of their own.
 */
public final class ClientSecretEncoder implements PasswordEncoder {

    private final ClientDirectory clients;

    public ClientSecretEncoder(ClientDirectory clients) {
        this.clients = clients;
    }

    /** Never asked for: secrets are stored by {@link ClientDirectory#add}. */
    @Override
    public String encode(@Nullable CharSequence rawPassword) {
        throw new UnsupportedOperationException("Secrets are stored by ClientDirectory.add");
    }

    @Override
    public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
        return rawPassword != null
                && encodedPassword != null
                && clients.secretMatches(UUID.fromString(encodedPassword), rawPassword.toString());
    }
}
