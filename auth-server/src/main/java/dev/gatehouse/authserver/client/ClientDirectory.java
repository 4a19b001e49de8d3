package dev.gatehouse.authserver.client;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The clients we know, as they are stored now; {@link ClientCopies} spares the reading. */
public interface ClientDirectory {

    /** The client with exactly this {@code client_id}, whatever its status. */
    Optional<Client> findByClientId(String clientId);

    Optional<Client> find(UUID id);

    /** Those with these ids that are there, by id, in one statement. */
    Map<UUID, Client> findAll(Collection<UUID> ids);

    /** What the client registered, as JSON. */
    Optional<String> findMetadata(UUID id);

    /** Whether the secret is one of the client's live ones; compared by hash in constant time (A5). */
    boolean secretMatches(Client client, String secret);

    /**
     * Stores a new client, with a secret if one is given (only its hash is kept), in the transaction under way.
     *
     * @param metadataJson what it registered, as it is echoed
     */
    void add(Client client, @Nullable String secret, String metadataJson);

    /** Stores a new client without a secret unless its {@code client_id} is taken; false if it is. */
    boolean addIfAbsent(Client client, String metadataJson);

    /** Stores what a client says of itself now, over what it said before; its id and standing stay. */
    void update(Client client, String metadataJson);

    /**
     * Deletes a client with all that it holds, grants and tokens included, and remembers its name for a while, in the
     * transaction under way.
     */
    void remove(Client client);

    /** The client that had this {@code client_id} and was removed or never used. */
    Optional<RemovedClient> findRemoved(String clientId);

    /** Forgets clients that were removed before this moment; returns how many. */
    int forgetRemoved(Instant removedBefore);

    /**
     * Notes that a client was used, at most once an hour, so that unused ones can be told. To be called in the
     * transaction that gives it something, a code or a token.
     */
    void used(UUID id);

    /** How many clients registered themselves; counts no further than {@code atMost}. */
    int countRegistered(int atMost);

    /**
     * Notes the initial access token by which a client was registered, in the transaction that adds it: an administrator
     * let it in, so it makes no room for others.
     */
    void permittedBy(UUID id, UUID initialAccessToken);

    /**
     * How many clients registered themselves, without an initial access token, and were never used; counts no further than
     * {@code atMost}.
     */
    int countUnused(int atMost);

    /**
     * Deletes clients that registered themselves before this moment, were never used and hold no grant, oldest first, in
     * the transaction under way. Rows that another node is working on are left to it.
     *
     * @return how many were deleted
     */
    int deleteUnused(Instant registeredBefore, int atMost);

    /** The same, but spares clients that were registered with an initial access token. */
    int makeRoom(Instant registeredBefore, int atMost);
}
