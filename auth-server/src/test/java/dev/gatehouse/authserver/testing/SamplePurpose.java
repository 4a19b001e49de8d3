package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.user.SignInPurpose;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Knows one waiting request: {@value #CONTINUE}. */
public final class SamplePurpose implements SignInPurpose {

    public static final String CONTINUE = "/consent?transaction=sample";

    @Override
    public Optional<String> appName(String continueTo, HttpServletRequest request) {
        return continueTo.equals(CONTINUE) ? Optional.of("Claude Code") : Optional.empty();
    }

    @Override
    public Optional<String> redirectUri(String continueTo, HttpServletRequest request) {
        return continueTo.equals(CONTINUE) ? Optional.of("http://localhost:53124/callback") : Optional.empty();
    }
}
