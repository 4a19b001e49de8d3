package dev.gatehouse.authserver.consent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The agents that people allowed, and how they take that back (requirements S8, V3, F3). */
public interface ConnectedAgents {

    /** What this person allowed and is still in force, latest first. */
    List<ConnectedAgent> of(UUID userId);

    /** One of them; another person's is not found. */
    Optional<ConnectedAgent> find(UUID userId, UUID consentId);

    /**
     * Ends the consent and every token under it, at once and for good.
     *
     * @return false if this person has no such consent in force; nothing changed then
     */
    boolean takeBack(UUID userId, UUID consentId);

    /**
     * Takes these scopes from the agent and brings its end forward, at once and for good: what is refreshed has only the
     * rest, and access tokens that carry more are not active.
     *
     * @param takenAway names of the resource's scopes; may be empty
     * @param latestEnd a later one than the present changes nothing
     * @return false if this person has no such consent in force; nothing changed then
     */
    boolean narrow(UUID userId, UUID consentId, Set<String> takenAway, Instant latestEnd);

    /**
     * Calls the connection something else.
     *
     * @param version of its name as it was seen
     * @param label at most 60 characters; null takes the name away
     * @return false if this person has no such consent in force, or it was called something else meanwhile; nothing changed
     *     then
     */
    boolean rename(UUID userId, UUID consentId, int version, @Nullable String label);

    /** Gives back the name that the last renaming replaced; false as above, or if there is nothing to undo. */
    boolean undoRename(UUID userId, UUID consentId, int version);

    /** Ends all of them; returns how many there were. */
    int takeBackAll(UUID userId);
}
