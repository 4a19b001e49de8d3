package dev.gatehouse.authserver.client;

import java.util.Optional;
import java.util.UUID;

/** The clients we know. */
public interface ClientDirectory {

    /** The client with exactly this {@code client_id}, whatever its status. */
    Optional<Client> findByClientId(String clientId);

    Optional<Client> find(UUID id);

    /** Whether the secret is one of the client's live ones; compared by hash in constant time (A5). */
    boolean secretMatches(UUID clientId, String secret);

    /**
     * Stores a new client, with a secret if one is given (only its hash is kept), in the transaction under way.
     *
     * @param metadataJson what it registered, as it is echoed
     */
    void add(Client client, @org.jspecify.annotations.Nullable String secret, String metadataJson);

    /** Notes that a client was used, at most once an hour, so that unused ones can be told. */
    void used(UUID id);
}
