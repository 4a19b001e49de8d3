package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.dpop.DpopProofs;
import dev.gatehouse.authserver.resource.AdministrationInterface;
import dev.gatehouse.authserver.token.StoredToken;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who calls the interface of administrators: whoever brings an access token for exactly that (RFC 6750 section 2.1, RFC 9449
 * section 7.1). What was revoked, and what a disabled person or client holds, is good for nothing from that moment on.
 */
@Component
class AdministrationTokens {

    private final Tokens tokens;

    private final People people;

    private final DpopProofs proofs;

    private final TransactionTemplate transaction;

    private final InstantSource clock;

    private final String resource;

    AdministrationTokens(
            Tokens tokens,
            People people,
            DpopProofs proofs,
            PlatformTransactionManager transactions,
            InstantSource clock,
            Issuer issuer) {
        this.tokens = tokens;
        this.people = people;
        this.proofs = proofs;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.resource = AdministrationInterface.uri(issuer);
    }

    /**
     * The caller; empty where no token came.
     *
     * @throws ProtocolRefusal {@code invalid_token}, or what is wrong with the proof
     */
    Optional<AdministrationToken> caller(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = headers.getFirst().split(" ", 2);
        String scheme = parts[0].toLowerCase(Locale.ROOT);
        if (headers.size() > 1 || parts.length < 2 || !(scheme.equals("bearer") || scheme.equals("dpop"))) {
            throw invalid("The header Authorization must be there once, with Bearer or DPoP and a token");
        }
        StoredToken token = tokens.findAccessToken(parts[1].strip())
                .filter(found -> found.family().resource().equals(resource))
                .filter(found -> found.live(clock.instant()))
                // What was taken from the grant since is taken from its access tokens at once.
                .filter(found -> found.family().scopes().containsAll(found.scopes()))
                .orElseThrow(() -> invalid("The token is not, or no longer, good here"));
        checkProof(request, token, parts[1].strip(), scheme.equals("dpop"));
        return Optional.of(new AdministrationToken(administrator(token), token.scopes()));
    }

    private Administrator administrator(StoredToken token) {
        UUID user = token.family().userId();
        return user == null
                ? Administrator.ofClient(token.clientId())
                : people.find(user)
                        .filter(Person::active)
                        .map(Administrator::of)
                        .orElseThrow(() -> invalid("The token is not, or no longer, good here"));
    }

    private void checkProof(HttpServletRequest request, StoredToken token, String value, boolean dpop) {
        if (dpop != (token.dpopJkt() != null)) {
            throw invalid("The token is of the other kind: Bearer, or bound to a key");
        }
        if (!dpop) {
            return;
        }
        List<String> sent = Collections.list(request.getHeaders("DPoP"));
        if (sent.size() != 1) {
            throw new ProtocolRefusal(
                    "invalid_dpop_proof", "One DPoP proof must come with the token", "No proof, or several");
        }
        String path = request.getRequestURI().substring(request.getContextPath().length());
        // Used up whatever comes of the request: a proof is for one.
        String shown = transaction.execute(status -> proofs.verify(sent.getFirst(), request.getMethod(), path, value));
        if (!String.valueOf(shown).equals(token.dpopJkt())) {
            throw invalid("The token is bound to another key");
        }
    }

    private static ProtocolRefusal invalid(String reason) {
        return new ProtocolRefusal("invalid_token", reason, reason);
    }
}
