package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Takes the token of the DPoP scheme and its one proof (RFC 9449 sections 4.3 and 7.1). Leaves other schemes alone. */
final class DPoPTokenConverter implements AuthenticationConverter {

    static final String PROOF_HEADER = "DPoP";

    private static final Pattern CREDENTIALS = Pattern.compile("[Dd][Pp][Oo][Pp] +([A-Za-z0-9._~+/-]+=*)");

    private final String target;

    /** @param target the URI of the endpoint: from configuration, so that no Host header can move it */
    DPoPTokenConverter(String target) {
        this.target = target;
    }

    @Override
    public @Nullable DPoPAuthenticationToken convert(HttpServletRequest request) {
        List<String> authorizations = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (authorizations.stream().noneMatch(TokenScheme.DPOP::isOf)) {
            return null;
        }
        if (authorizations.size() > 1 || request.getParameter(HeaderTokenResolver.PARAMETER) != null) {
            throw HeaderTokenResolver.moreThanOne();
        }
        Matcher credentials = CREDENTIALS.matcher(authorizations.getFirst());
        if (!credentials.matches()) {
            throw new InvalidBearerTokenException("There is no token behind DPoP");
        }
        List<String> proofs = Collections.list(request.getHeaders(PROOF_HEADER));
        if (proofs.size() != 1 || proofs.getFirst().isBlank()) {
            throw new InvalidProofException("There are " + proofs.size() + " DPoP proofs, or an empty one");
        }
        return new DPoPAuthenticationToken(credentials.group(1), proofs.getFirst(), request.getMethod(), target);
    }
}
