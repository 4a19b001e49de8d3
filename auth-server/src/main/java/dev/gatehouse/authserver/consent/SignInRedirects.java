package dev.gatehouse.authserver.consent;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** Where a browser goes to sign in before its waiting request goes on. */
final class SignInRedirects {

    private SignInRedirects() {}

    /**
     * @param again whether whoever is signed in must sign in anew, rather than only say who goes on
     * @param loginHint the name to fill in, if the request has one
     */
    static String to(String contextPath, String transaction, boolean again, @Nullable String loginHint) {
        return contextPath
                + "/sign-in?continue=/consent?transaction%3D" + transaction
                + (again ? "&switch=" : "")
                + (loginHint == null ? "" : "&login_hint=" + UriUtils.encode(loginHint, StandardCharsets.UTF_8));
    }
}
