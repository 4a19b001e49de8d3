package dev.gatehouse.authserver.grant;

import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The grants of the token endpoint, each behind the gate; what is not here is {@code unsupported_grant_type}. */
@Component
public class Grants {

    /** {@code grant_types_supported} of the metadata. */
    public static final List<String> TYPES = List.of("authorization_code", "refresh_token", "client_credentials");

    private final List<AuthenticationProvider> providers;

    Grants(
            AuthorizationCodeGrant authorizationCode,
            RefreshTokenGrant refreshToken,
            ClientCredentialsGrant clientCredentials,
            PlatformTransactionManager transactions) {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        this.providers = List.of(
                new TokenRequestGate(authorizationCode, transaction),
                new TokenRequestGate(refreshToken, transaction),
                new TokenRequestGate(clientCredentials, transaction));
    }

    public List<AuthenticationProvider> providers() {
        return providers;
    }
}
