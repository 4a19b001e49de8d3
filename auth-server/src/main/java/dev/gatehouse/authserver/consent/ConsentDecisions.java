package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.policy.ConsentPolicy;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignInSessions;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.DisplayName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
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

    private final ApplicationEventPublisher events;

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
            ApplicationEventPublisher events,
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
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** What this person allowed this client already, if that client is still what it was. */
    Optional<Consent> inForce(AuthorizationRequest request, Person person) {
        return consents.findLive(
                        request.client().id(), person.id(), request.resource().uri(), clock.instant())
                .filter(consent -> consent.covers(request));
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
        if (request.hintsAtAnother(person) || request.asksBeyondApproval() || !sessions.hold(signedIn)) {
            return Optional.empty();
        }
        Optional<Consent> consent = consents.findLive(
                        request.client().id(), person.id(), request.resource().uri(), clock.instant())
                .filter(found -> found.covers(request))
                .filter(found -> ConsentPolicy.remembered(
                        request.client(),
                        request.resource(),
                        request.registeredRedirectUri(),
                        found.scopes(),
                        request.offered(),
                        request.promptConsent()))
                .filter(found -> admissions.hold(request))
                .filter(consents::holdUnchanged);
        Instant now = clock.instant();
        Instant end = consent.map(found -> rememberedUntil(found, request)).orElse(now);
        if (!now.isBefore(end) || !answer.getAsBoolean()) {
            return Optional.empty();
        }
        admissions.use(request);
        Set<String> scopes = withOffline(request, request.offered().scopes());
        String code = issueCode(request, person, consent.orElseThrow().id(), scopes, now, end);
        audit.append(event("authorization.remembered", request, person)
                .with("scope_granted", ScopeNames.format(scopes))
                .with("until", end));
        return Optional.of(code);
    }

    /** What was remembered ends when the person said, or as early as the rules would let it end by now. */
    private static Instant rememberedUntil(Consent consent, AuthorizationRequest request) {
        Instant latest = request.access().limits().latestEnd(request.resource(), consent.grantedAt());
        return request.within(latest.isBefore(consent.expiresAt()) ? latest : consent.expiresAt());
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
        Set<String> scopes = withOffline(request, ticked);
        Instant end = request.within(TokenPolicy.grantEnd(
                request.client(), request.resource(), request.access().limits(), scopes, duration, now));
        Optional<Consent> before = consents.lockLive(
                        request.client().id(), person.id(), request.resource().uri(), clock.instant())
                .filter(consent -> consent.covers(request));
        Set<String> agreed = new LinkedHashSet<>(stillAgreed(request, before, end));
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
        connected(request, person, before, consent, ticked, label, end);
        return Optional.of(code);
    }

    /** Says so where an agent is new or may do more than before. */
    private void connected(
            AuthorizationRequest request,
            Person person,
            Optional<Consent> before,
            UUID consent,
            Set<String> ticked,
            @Nullable String label,
            Instant end) {
        Set<String> held = before.map(Consent::scopes).orElse(Set.of());
        List<Scope> added = request.resource().scopes().stream()
                .filter(scope -> ticked.contains(scope.name()) && !held.contains(scope.name()))
                .toList();
        if (!added.isEmpty()) {
            events.publishEvent(new AgentConnected(
                    person.id(),
                    consent,
                    DisplayName.of(request.client().clientName()).text(),
                    label,
                    request.resource().name(),
                    request.resource().uri(),
                    before.isPresent(),
                    added,
                    end));
        }
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

    /**
     * What was agreed before and not asked about now: it stays agreed, but no longer than it was (promise P09). What is
     * elevated lasts an hour from its own tick, so no other answer carries it on.
     */
    private static Set<String> stillAgreed(AuthorizationRequest request, Optional<Consent> before, Instant end) {
        return before.filter(consent -> !end.isAfter(consent.expiresAt()))
                .map(consent -> withoutElevated(consent.scopes(), request))
                .orElse(Set.of());
    }

    private static Set<String> withoutElevated(Set<String> scopes, AuthorizationRequest request) {
        return scopes.stream()
                .filter(name -> !TokenPolicy.elevated(request.client(), request.resource(), name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
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
        return tokens.issueCode(family, request.client(), now);
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
