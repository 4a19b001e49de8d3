package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.secret.SharedSecret;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Tokens against forged form posts (OAuth 2.1 section 7.10, requirement S2). A token is bound to the browser's cookie,
 * hence to the sign-in session, and to one purpose, such as one authorization request; nothing is stored for it.
 */
@Component
public class FormTokens {

    /** The name of the hidden field. */
    public static final String FIELD = "form_token";

    private final SharedSecret secret;

    private final BrowserCookie cookie;

    FormTokens(SharedSecret secret, BrowserCookie cookie) {
        this.secret = secret;
        this.cookie = cookie;
    }

    /** The token for a form with this purpose, as this browser must post it. */
    public String issue(HttpServletRequest request, HttpServletResponse response, String purpose) {
        return token(cookie.require(request, response), purpose);
    }

    /**
     * Lets a post pass only if it carries the token of this browser and purpose, and the browser does not say that
     * another site sent it.
     *
     * @throws PageRefusal 403 otherwise; nothing has been changed then
     */
    public void check(HttpServletRequest request, String purpose) {
        if (!matches(request, purpose, request.getParameter(FIELD))) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.FORBIDDEN, "This form is no longer valid")
                    .because("It was opened before you signed in or out, or in another browser. Nothing was changed.")
                    .remedy("Go back, reload the page and try again."));
        }
    }

    private boolean matches(HttpServletRequest request, String purpose, @Nullable String presented) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (presented == null || (site != null && !site.equals("same-origin") && !site.equals("none"))) {
            return false;
        }
        return cookie.find(request)
                .map(value -> Secrets.equal(token(value, purpose), presented))
                .orElse(false);
    }

    private String token(String cookieValue, String purpose) {
        return Secrets.base64Url(
                secret.hmac("gatehouse/form-token/1", cookieValue.length() + ":" + cookieValue + purpose));
    }
}
