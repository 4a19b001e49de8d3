package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/**
 * One transaction round a grant, which every refusal and failure rolls back: a refused request consumes nothing
 * (requirement T7). What a refusal itself must write, such as a replay's revocation, is written in a second transaction
 * after the roll-back and before the answer.
 */
final class TokenRequestGate implements AuthenticationProvider {

    private final AuthenticationProvider grant;

    private final Changes changes;

    TokenRequestGate(AuthenticationProvider grant, Changes changes) {
        this.grant = grant;
        this.changes = changes;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        try {
            return changes.together(() -> Objects.requireNonNull(grant.authenticate(request)));
        } catch (ProtocolRefusal refusal) {
            Consumer<String> consequence = refusal.consequence();
            if (consequence != null) {
                changes.transaction(() -> consequence.accept(refusal.reference()));
            }
            throw refusal;
        }
    }

    @Override
    public boolean supports(Class<?> type) {
        return grant.supports(type);
    }
}
