package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ends grants and tokens, for good: nothing takes a revocation back (promise P03). */
@Component
public class TokenRevocations {

    private final TokenStore store;

    private final AuditLog audit;

    private final InstantSource clock;

    TokenRevocations(TokenStore store, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Ends the family of this token with every token in it (V3). When this returns, it is durable.
     *
     * @param reason a word for the record, such as {@code refresh_replay}
     * @return false if it had ended before; nothing is recorded then
     */
    @Transactional
    public boolean revokeFamily(StoredToken token, String reason, String actor, @Nullable String reference) {
        GrantFamily family = token.family();
        boolean revoked = store.revokeFamily(family.id(), reason, clock.instant());
        if (revoked) {
            audit.append(event("grant.revoked", family, reason, actor).reference(reference));
        }
        return revoked;
    }

    /** Ends this one access token. */
    @Transactional
    public boolean revokeAccessToken(StoredToken token, String reason, String actor) {
        boolean revoked = store.revokeToken(token, clock.instant());
        if (revoked) {
            audit.append(event("access_token.revoked", token.family(), reason, actor));
        }
        return revoked;
    }

    /** Ends every family that rests on the consent; returns how many. The caller records the withdrawal itself. */
    @Transactional
    public int revokeConsent(UUID consent, String reason) {
        return store.revokeFamiliesOfConsent(consent, reason, clock.instant());
    }

    private static AuditEvent event(String type, GrantFamily family, String reason, String actor) {
        return AuditEvent.done(type)
                .by(actor)
                .about(family.userId() == null ? null : family.userId().toString())
                .resource(family.resource())
                .with("grant", family.id())
                .with("client", family.clientId())
                .with("reason", reason);
    }
}
