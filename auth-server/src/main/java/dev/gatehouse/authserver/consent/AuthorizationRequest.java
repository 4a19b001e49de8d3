package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.approval.ApprovalVerdict;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.policy.AccessDecision;
import dev.gatehouse.authserver.policy.AccessPolicy;
import dev.gatehouse.authserver.policy.AccessQuestion;
import dev.gatehouse.authserver.policy.OfferedScopes;
import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.user.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A valid authorization request (OAuth 2.1 section 4.1.1).
 *
 * @param redirectUri as presented, with the port of this moment
 * @param registeredRedirectUri the registered URI that it matches
 * @param state to be given back byte for byte, if it was sent
 * @param dpopJkt the key that the code is bound to (RFC 9449 section 10), if any
 * @param asked the scope names that were asked for
 * @param access what the person is asked for, and why not for more
 * @param maxAge how long ago the person may have signed in, if that was asked for
 * @param loginHint the username that the client expects, if it told one
 * @param admission what lets the client be used by the person, once that is decided; without it nothing is granted
 */
record AuthorizationRequest(
        Client client,
        String redirectUri,
        String registeredRedirectUri,
        @Nullable String state,
        String codeChallenge,
        @Nullable String dpopJkt,
        ResourceServer resource,
        Set<String> asked,
        AccessDecision access,
        Set<String> prompt,
        @Nullable Duration maxAge,
        @Nullable String loginHint,
        ApprovalVerdict.@Nullable Allowed admission)
        implements AuthorizationOutcome.ToClient {

    static final String NOTHING_LEFT = "No scope of this resource can be granted to the client";

    /** What the person is asked for. */
    OfferedScopes offered() {
        return access.offered();
    }

    /** The same for this person, about whom there may be rules of their own. */
    AuthorizationOutcome.ToClient of(UUID person, List<PolicyRule> rules) {
        if (rules.stream().noneMatch(rule -> rule.level() == PolicyLevel.PERSON)) {
            return this;
        }
        AccessDecision theirs = AccessPolicy.decide(new AccessQuestion(client, resource, person, asked), rules);
        if (theirs.offered().scopes().isEmpty()) {
            return new AuthorizationOutcome.Refused(client, redirectUri, state, "invalid_scope", NOTHING_LEFT);
        }
        return with(theirs, admission);
    }

    /** The same, narrowed to what the client may be used for. */
    AuthorizationRequest admitted(ApprovalVerdict.Allowed newAdmission) {
        Set<String> left = new LinkedHashSet<>(offered().scopes());
        left.retainAll(newAdmission.scopes());
        OfferedScopes narrowed = new OfferedScopes(left, offered().offlineAccess());
        return with(new AccessDecision(narrowed, access.limits(), access.reasons()), newAdmission);
    }

    private AuthorizationRequest with(AccessDecision newAccess, ApprovalVerdict.@Nullable Allowed newAdmission) {
        return new AuthorizationRequest(
                client,
                redirectUri,
                registeredRedirectUri,
                state,
                codeChallenge,
                dpopJkt,
                resource,
                asked,
                newAccess,
                prompt,
                maxAge,
                loginHint,
                newAdmission);
    }

    /** What was asked for and needs an administrator's yes first, which the person may ask for. */
    Set<String> heldBack() {
        return admission == null ? Set.of() : admission.heldBack();
    }

    /** Whether the app names such things, so that what was agreed before is no whole answer. */
    boolean asksBeyondApproval() {
        return !promptNone() && heldBack().stream().anyMatch(asked::contains);
    }

    /** The earlier of this moment and the end of the approval, if it has one. */
    Instant within(Instant end) {
        Instant approvalEnds = admission == null ? null : admission.endsAt();
        return approvalEnds != null && approvalEnds.isBefore(end) ? approvalEnds : end;
    }

    boolean promptNone() {
        return prompt.contains("none");
    }

    /**
     * Whether the person must sign in anew: where {@code prompt} asks for it, or where the last sign-in is older than
     * {@code max_age} allows.
     *
     * @param arrivedAt when the request came; signing in after that is soon enough for anything
     */
    boolean needsSignIn(Instant signedInAt, Instant arrivedAt) {
        if (prompt.contains("login")) {
            return signedInAt.isBefore(arrivedAt);
        }
        return maxAge != null && signedInAt.isBefore(arrivedAt.minus(maxAge));
    }

    /** Whether the request is for somebody else than who is signed in, as far as its hint tells. */
    boolean hintsAtAnother(Person person) {
        return loginHint != null && !loginHint.strip().equalsIgnoreCase(person.username());
    }

    /** Whether the person is to say with which account they go on. */
    boolean asksForAccount(Person person) {
        return prompt.contains("select_account") || hintsAtAnother(person);
    }

    boolean promptConsent() {
        return prompt.contains("consent");
    }
}
