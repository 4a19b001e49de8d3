package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.client.LastingIdentity;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is decided about a client for a person. Each tells why, in a sentence for administrators. */
public sealed interface ApprovalVerdict {

    String why();

    /**
     * It may be used.
     *
     * @param scopes what is left of what the person would be asked for; not empty
     * @param heldBack what the person would be asked for besides, once an administrator says yes to it
     * @param endsAt when whatever comes of it ends at the latest, if a decision said so
     * @param ground what it rests on
     */
    record Allowed(
            Set<String> scopes,
            Set<String> heldBack,
            @Nullable Instant endsAt,
            String why,
            Ground ground) implements ApprovalVerdict {

        public Allowed {
            scopes = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(scopes));
            heldBack = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(heldBack));
        }

        Allowed on(Ground newGround) {
            return new Allowed(scopes, heldBack, endsAt, why, newGround);
        }
    }

    /** An administrator must decide first. */
    record Waits(String why) implements ApprovalVerdict {}

    /**
     * It may not be used.
     *
     * @param reason what the administrator wrote for people, if anything
     */
    record Blocked(String why, @Nullable String reason) implements ApprovalVerdict {}

    /**
     * What must still hold when something is granted.
     *
     * @param identity null for a client that an administrator set up
     * @param version of the stored decision, 0 where there is none yet
     * @param stored whether client and decision are known to belong together already
     * @param once the request that is allowed once, if it rests on that
     */
    record Ground(
            @Nullable LastingIdentity identity,
            int version,
            boolean stored,
            @Nullable UUID once) {

        static final Ground NONE = new Ground(null, 0, true, null);
    }
}
