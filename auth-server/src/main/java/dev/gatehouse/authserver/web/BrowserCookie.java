package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.Secrets;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * The one cookie: a random value that tells one browser from another. Before sign-in it names nothing stored; sign-in
 * replaces it (requirement S5) and keeps the hash of the new value. {@code __Host-} and Secure wherever the issuer is
 * https (ruling 21).
 */
@Component
public class BrowserCookie {

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final String ATTRIBUTE = BrowserCookie.class.getName();

    private final boolean secure;

    private final String name;

    BrowserCookie(Issuer issuer) {
        this.secure = issuer.secure();
        this.name = secure ? "__Host-gatehouse" : "gatehouse";
    }

    /** The value this browser holds, or was just given in the answer to this request. */
    public Optional<String> find(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String given) {
            return Optional.of(given);
        }
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name)
                    && VALUE.matcher(cookie.getValue()).matches()) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    /** The value this browser holds; a browser without one is given one. */
    public String require(HttpServletRequest request, HttpServletResponse response) {
        return find(request).orElseGet(() -> replace(request, response));
    }

    /** Gives the browser a new random value and returns it. */
    public String replace(HttpServletRequest request, HttpServletResponse response) {
        String value = Secrets.random256();
        request.setAttribute(ATTRIBUTE, value);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(value, -1).toString());
        return value;
    }

    /** Takes the cookie from the browser. */
    public void clear(HttpServletResponse response) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie("", 0).toString());
    }

    private ResponseCookie cookie(String value, long maxAgeSeconds) {
        return ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .path("/")
                .maxAge(maxAgeSeconds)
                .build();
    }
}
