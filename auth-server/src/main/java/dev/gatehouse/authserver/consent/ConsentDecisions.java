package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.policy.ConsentPolicy;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignInSessions;
import dev.gatehouse.authserver.user.SignedIn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a person's answer does, each in one transaction with its record: no consent, no code (promise P09). */
@Component
class ConsentDecisions {

    private final Consents consents;

    private final WaitingRequests waiting;

    private final Tokens tokens;

    private final TokenRevocations revocations;

    private final ClientDirectory clients;

    private final SignInSessions sessions;

    private final Admissions admissions;

    private final AuditLog audit;

    private final Changes changes;

    private final InstantSource clock;

    ConsentDecisions(
            Consents consents,
            WaitingRequests waiting,
            Tokens tokens,
            TokenRevocations revocations,
            ClientDirectory clients,
            SignInSessions sessions,
            Admissions admissions,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.consents = consents;
        this.waiting = waiting;
        this.tokens = tokens;
        this.revocations = revocations;
        this.clients = clients;
        this.sessions = sessions;
        this.admissions = admissions;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** What this person holds against this client already, if that client is still what it was. */
    Set<String> held(AuthorizationRequest request, Person person) {
        return consents.findLive(
                        request.client().id(), person.id(), request.resource().uri(), clock.instant())
                .filter(consent -> consent.covers(request))
                .map(Consent::scopes)
                .orElse(Set.of());
    }

    /**
     * A code without a question, where ruling 14 allows it; its grant ends when the consent does.
     *
     * @param answer takes the one answer of what waited or was sent ahead, and tells whether this is it
     */
    Optional<String> remembered(AuthorizationRequest request, SignedIn signedIn, BooleanSupplier answer) {
        return changes.together(() -> codeByConsent(request, signedIn, answer));
    }

    private Optional<String> codeByConsent(AuthorizationRequest request, SignedIn signedIn, BooleanSupplier answer) {
        Person person = signedIn.person();
        if (request.hintsAtAnother(person) || !sessions.hold(signedIn)) {
            return Optional.empty();
        }
        Optional<Consent> consent = consents.findLive(
                        request.client().id(), person.id(), request.resource().uri(), clock.instant())
                .filter(found -> found.covers(request))
                .filter(found -> ConsentPolicy.remembered(
                        request.client(),
                        request.registeredRedirectUri(),
                        found.scopes(),
                        request.offered(),
                        request.promptConsent()))
                .filter(found -> admissions.hold(request))
                .filter(consents::holdUnchanged);
        if (consent.isEmpty() || !answer.getAsBoolean()) {
            return Optional.empty();
        }
        admissions.use(request);
        Instant now = clock.instant();
        Instant end = request.within(consent.get().expiresAt());
        Set<String> scopes = withOffline(request, request.offered().scopes());
        String code = issueCode(request, person, consent.get().id(), scopes, now, end);
        audit.append(event("authorization.remembered", request, person)
                .with("scope_granted", ScopeNames.format(scopes))
                .with("until", end));
        return Optional.of(code);
    }

    /**
     * Records the consent and issues the code.
     *
     * @param ticked names among those offered
     * @return empty if the waiting request was answered already: then nothing changes
     */
    @Transactional
    public Optional<String> allow(
            WaitingRequest waitingRequest,
            AuthorizationRequest request,
            SignedIn signedIn,
            Set<String> ticked,
            Duration duration,
            @Nullable String label) {
        // What ends the session, such as a new password, comes wholly before this or ends what comes of it (ruling 20).
        if (!sessions.hold(signedIn) || !admissions.hold(request) || !waiting.answer(waitingRequest.transaction())) {
            return Optional.empty();
        }
        admissions.use(request);
        Person person = signedIn.person();
        Instant now = clock.instant();
        Instant end = request.within(now.plus(duration));
        Set<String> scopes = withOffline(request, ticked);
        Set<String> agreed = new LinkedHashSet<>(stillAgreed(request, person, end));
        agreed.removeAll(request.offered().scopes());
        agreed.addAll(scopes);
        UUID consent = consents.store(request, person.id(), agreed, label, now, end);
        Set<String> unticked = new LinkedHashSet<>(request.offered().scopes());
        unticked.removeAll(ticked);
        revocations.narrow(consent, unticked);
        String code = issueCode(request, person, consent, scopes, now, end);
        audit.append(event("consent.granted", request, person)
                .reference(waitingRequest.reference())
                .with("scope_granted", ScopeNames.format(scopes))
                .with("redirect_uri", request.redirectUri())
                .with("until", end));
        return Optional.of(code);
    }

    /** Records a no; false if the waiting request was answered already. */
    @Transactional
    public boolean deny(WaitingRequest waitingRequest, AuthorizationRequest request, Person person) {
        if (!waiting.answer(waitingRequest.transaction())) {
            return false;
        }
        audit.append(event("consent.denied", request, person).reference(waitingRequest.reference()));
        return true;
    }

    /** What was agreed before and not asked about now: it stays agreed, but no longer than it was (promise P09). */
    private Set<String> stillAgreed(AuthorizationRequest request, Person person, Instant end) {
        return consents.lockLive(
                        request.client().id(), person.id(), request.resource().uri(), clock.instant())
                .filter(consent -> consent.covers(request) && !end.isAfter(consent.expiresAt()))
                .map(Consent::scopes)
                .orElse(Set.of());
    }

    private String issueCode(
            AuthorizationRequest request, Person person, UUID consent, Set<String> scopes, Instant now, Instant end) {
        GrantFamily family = new GrantFamily(
                Secrets.uuid7(now),
                request.client().id(),
                person.id(),
                consent,
                request.resource().uri(),
                scopes,
                request.redirectUri(),
                request.codeChallenge(),
                request.dpopJkt(),
                now,
                end);
        clients.used(request.client().id());
        return tokens.issueCode(family, now);
    }

    private static Set<String> withOffline(AuthorizationRequest request, Set<String> scopes) {
        Set<String> all = new LinkedHashSet<>(scopes);
        if (request.offered().offlineAccess()) {
            all.add(ScopeNames.OFFLINE_ACCESS);
        }
        return all;
    }

    private static AuditEvent event(String type, AuthorizationRequest request, Person person) {
        return AuditEvent.done(type)
                .by("person:" + person.id())
                .about(person.id().toString())
                .client(request.client().clientId())
                .resource(request.resource().uri())
                .with("scope_asked", ScopeNames.format(request.asked()));
    }
}
