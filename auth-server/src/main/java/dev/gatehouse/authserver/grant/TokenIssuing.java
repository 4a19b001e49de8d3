package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.policy.AccessLimits;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.policy.TokenRequest;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.rule.PolicyRules;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.IssuedTokens;
import dev.gatehouse.authserver.token.TokenPair;
import dev.gatehouse.authserver.token.Tokens;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The part that all grants end with: which resource, what policy says, the tokens, the record. */
@Component
class TokenIssuing {

    private final ResourceDirectory resources;

    private final ClientDirectory clients;

    private final PolicyRules rules;

    private final Tokens tokens;

    private final AuditLog audit;

    TokenIssuing(
            ResourceDirectory resources, ClientDirectory clients, PolicyRules rules, Tokens tokens, AuditLog audit) {
        this.resources = resources;
        this.clients = clients;
        this.rules = rules;
        this.tokens = tokens;
        this.audit = audit;
    }

    /** The grant's resource, if the request names it or none: it is bound and never widened (requirement X1). */
    ResourceServer boundResource(GrantRequest request, GrantFamily family) {
        ResourceServer bound = resources
                .find(family.resource())
                .orElseThrow(() -> GrantRequest.invalidTarget("The grant's resource is gone"));
        for (String named : request.resources()) {
            boolean same = resources.find(named).filter(bound::equals).isPresent();
            if (!same) {
                throw GrantRequest.invalidTarget("A resource was named that the grant is not for");
            }
        }
        return bound;
    }

    /** What the administrators' rules leave to this client, and this person if one stands behind it. */
    AccessLimits limits(GrantRequest request, ResourceServer resource, @Nullable UUID person) {
        return rules.limits(request.client(), resource, person);
    }

    /** What a token of the family may have, if it asks for this; nothing asks for all. */
    TokenDecision.Granted decide(
            GrantRequest request, GrantFamily family, ResourceServer resource, Set<String> asked, Instant now) {
        TokenRequest wanted = new TokenRequest(
                request.client(),
                resource,
                family.scopes(),
                asked,
                family.createdAt(),
                family.absoluteExpiresAt(),
                limits(request, resource, family.userId()));
        return switch (TokenPolicy.decide(wanted, now)) {
            case TokenDecision.Granted yes -> yes;
            case TokenDecision.Denied no -> throw GrantRequest.denied(no);
        };
    }

    IssuedTokens issue(
            GrantRequest request,
            GrantFamily family,
            ResourceServer resource,
            TokenDecision.Granted granted,
            Set<String> asked,
            @Nullable String dpopJkt,
            TokenPair pair,
            Instant now) {
        IssuedTokens issued =
                tokens.issue(family, request.client(), resource, granted, subject(request, family), dpopJkt, pair, now);
        clients.used(request.client().id());
        audit.append(AuditEvent.done("token.issued")
                .by(request.actor())
                .about(family.userId() == null ? null : family.userId().toString())
                .client(request.client().clientId())
                .resource(resource.uri())
                .with("grant", family.id())
                .with("scope_asked", ScopeNames.format(asked))
                .with("scope_granted", ScopeNames.format(granted.scopes()))
                .with("expires_at", granted.expiresAt())
                .with("bound_to", dpopJkt));
        return issued;
    }

    /** The access token of a moment ago once more; it was recorded then. Empty if the request is for another. */
    Optional<IssuedTokens> again(
            GrantRequest request,
            GrantFamily family,
            ResourceServer resource,
            TokenDecision.Granted granted,
            @Nullable String dpopJkt,
            TokenPair pair,
            Instant now) {
        return tokens.again(request.client(), resource, granted, subject(request, family), dpopJkt, pair, now);
    }

    private static String subject(GrantRequest request, GrantFamily family) {
        return family.userId() == null
                // Never a person's: theirs is a bare UUID (RFC 9068 section 5, OAuth 2.1 section 7.4).
                ? "client:" + request.client().clientId()
                : family.userId().toString();
    }
}
