package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.cluster.Changes;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.stereotype.Component;

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
            Changes changes) {
        this.providers = List.of(
                new TokenRequestGate(authorizationCode, changes),
                new TokenRequestGate(refreshToken, changes),
                new TokenRequestGate(clientCredentials, changes));
    }

    public List<AuthenticationProvider> providers() {
        return providers;
    }
}
