package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One transaction round a grant, which every refusal and failure rolls back: a refused request consumes nothing
 * (requirement T7). What a refusal itself must write, such as a replay's revocation, is written in a second transaction
 * after the roll-back and before the answer.
 */
final class TokenRequestGate implements AuthenticationProvider {

    private final AuthenticationProvider grant;

    private final TransactionTemplate transaction;

    TokenRequestGate(AuthenticationProvider grant, TransactionTemplate transaction) {
        this.grant = grant;
        this.transaction = transaction;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        try {
            return transaction.execute(status -> Objects.requireNonNull(grant.authenticate(request)));
        } catch (ProtocolRefusal refusal) {
            Consumer<String> consequence = refusal.consequence();
            if (consequence != null) {
                transaction.executeWithoutResult(status -> consequence.accept(refusal.reference()));
            }
            throw refusal;
        }
    }

    @Override
    public boolean supports(Class<?> type) {
        return grant.supports(type);
    }
}
