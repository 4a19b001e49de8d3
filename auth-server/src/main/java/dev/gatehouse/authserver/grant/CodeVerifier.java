package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.secret.Secrets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PKCE's second half (RFC 7636 sections 4.1 and 4.6), S256 alone. */
final class CodeVerifier {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private CodeVerifier() {}

    static boolean wellFormed(@Nullable String verifier) {
        return verifier != null && FORM.matcher(verifier).matches();
    }

    static boolean matches(String verifier, @Nullable String challenge) {
        return challenge != null && Secrets.equal(Secrets.base64Url(Secrets.sha256(verifier)), challenge);
    }
}
