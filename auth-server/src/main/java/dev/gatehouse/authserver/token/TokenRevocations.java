package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.policy.ScopeNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ends grants and tokens, for good: nothing takes a revocation back (promise P03). */
@Component
public class TokenRevocations {

    private final TokenStore store;

    private final ClientDirectory clients;

    private final AuditLog audit;

    private final InstantSource clock;

    TokenRevocations(TokenStore store, ClientDirectory clients, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.clients = clients;
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

    /** Ends every family of the client; returns how many. The caller records why. */
    @Transactional
    public int revokeClient(UUID client, String reason) {
        return store.revokeFamiliesOfClient(client, reason, clock.instant());
    }

    /** Ends every family that the person gave; returns how many. The caller records why. */
    @Transactional
    public int revokePerson(UUID person, String reason) {
        return store.revokeFamiliesOfPerson(person, reason, clock.instant());
    }

    /** Ends the family with this id; false if it had ended before. The caller records it. */
    @Transactional
    public boolean revokeGrant(UUID family, String reason) {
        return store.revokeGrant(family, reason, clock.instant());
    }

    /** Ends some of those in force that fit, in the transaction under way; returns how many. The caller records why. */
    public int revokeSome(GrantFilter filter, String reason, int atMost) {
        return store.revokeSome(filter, reason, clock.instant(), atMost);
    }

    /** How many grants of the client are in force. */
    public int countOfClient(UUID client) {
        return store.countLiveFamiliesOfClient(client, clock.instant());
    }

    /**
     * Takes scopes from every family that rests on the consent; one that has none left ends. What a person unticks is
     * gone from what they allowed earlier too.
     */
    @Transactional
    public void narrow(UUID consent, Set<String> unticked) {
        Instant now = clock.instant();
        store.liveFamiliesOfConsent(consent, now).forEach((family, scopes) -> {
            Set<String> left = new LinkedHashSet<>(scopes);
            if (!left.removeAll(unticked)) {
                return;
            }
            if (left.isEmpty() || left.equals(Set.of(ScopeNames.OFFLINE_ACCESS))) {
                store.revokeFamily(family, "consent_narrowed", now);
            } else {
                store.narrowFamily(family, left);
            }
        });
    }

    /** Brings the end of every family that rests on the consent forward to this moment, unless it is earlier already. */
    @Transactional
    public void shorten(UUID consent, Instant end) {
        store.shortenFamiliesOfConsent(consent, end);
    }

    private AuditEvent event(String type, GrantFamily family, String reason, String actor) {
        return AuditEvent.done(type)
                .by(actor)
                .about(family.userId() == null ? null : family.userId().toString())
                .client(clients.find(family.clientId()).map(Client::clientId).orElse(null))
                .resource(family.resource())
                .with("grant", family.id())
                .with("scope", ScopeNames.format(family.scopes()))
                .with("reason", reason);
    }
}
