package dev.gatehouse.authserver.user;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** What a person signs in for, as whoever sent them to the sign-in page knows it. At most one bean. */
public interface SignInPurpose {

    /**
     * The app whose authorization request waits behind the sign-in, as text that is fit to be shown.
     *
     * @param continueTo the local path and query that follows the sign-in, without the context path
     */
    Optional<String> appName(String continueTo, HttpServletRequest request);

    /** Which client sent it, as it says; unlike its name not fit to be shown. */
    default Optional<String> clientId(String continueTo, HttpServletRequest request) {
        return Optional.empty();
    }

    /** That request's validated redirect URI, to which the form's answer may lead in the end (ruling 21). */
    Optional<String> redirectUri(String continueTo, HttpServletRequest request);
}
