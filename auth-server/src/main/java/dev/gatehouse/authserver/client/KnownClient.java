package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.secret.Secrets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * A client with the hashes of its secrets, read at one moment. A copy of one may say yes for a short while; whether to
 * refuse is asked of the database.
 *
 * @param registered the client in the words of Spring's authorization server
 */
public record KnownClient(Client client, List<Secret> secrets, RegisteredClient registered) {

    KnownClient(Client client, List<Secret> secrets) {
        this(client, secrets, RegisteredClients.of(client));
    }

    record Secret(byte[] hash, @Nullable Instant expiresAt) {

        boolean live(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }

    /** Whether the secret is one of those in force; compared by hash in constant time (A5). */
    public boolean hasSecret(String secret, Instant now) {
        byte[] presented = Secrets.sha256(secret);
        boolean matches = false;
        for (Secret known : secrets) {
            // Not short-circuited: time must not tell which of them it was.
            matches |= Secrets.equal(known.hash(), presented) && known.live(now);
        }
        return matches;
    }
}
