package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Registration access tokens (RFC 7592 section 1.2): one for a client, good for that client alone, kept as a hash. */
final class RegistrationTokens {

    private final JdbcClient jdbc;

    private final Changes changes;

    private final ClientDirectory clients;

    RegistrationTokens(JdbcClient jdbc, Changes changes, ClientDirectory clients) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.clients = clients;
    }

    /** Makes the client's token; to be called in the transaction that adds the client. */
    String issue(Client client, Set<String> redirectHosts, Instant now) {
        String token = Secrets.random256();
        changes.apply(
                "insert into registration_token (client_id, token_hash, redirect_hosts, created_at) values (?, ?, ?, ?)",
                client.id(),
                Secrets.sha256(token),
                String.join(" ", new TreeSet<>(redirectHosts)),
                now.atOffset(ZoneOffset.UTC));
        return token;
    }

    /** The hosts that the client's redirect URIs may have; empty means any. */
    Set<String> redirectHosts(Client client) {
        return jdbc.sql("select redirect_hosts from registration_token where client_id = ?")
                .param(client.id())
                .query(String.class)
                .optional()
                .map(InitialAccessTokens::names)
                .orElse(Set.of());
    }

    /** The client, if the token is its own; an unknown client and another's token look the same. */
    Optional<Client> find(String clientId, String token) {
        return clients.findByClientId(clientId)
                .filter(client -> jdbc.sql("select token_hash from registration_token where client_id = ?")
                        .param(client.id())
                        .query((row, index) -> row.getBytes(1))
                        .optional()
                        .filter(hash -> Secrets.equal(hash, Secrets.sha256(token)))
                        .isPresent());
    }
}
