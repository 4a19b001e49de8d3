package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Reads the initial access token of a registration, and slows down whoever guesses at them. */
final class PermitReader {

    private final Throttle failures = new Throttle(60, Duration.ofMinutes(1));

    private final InitialAccessTokens tokens;

    private final boolean required;

    /** @param required whether nobody registers without one */
    PermitReader(InitialAccessTokens tokens, boolean required) {
        this.tokens = tokens;
        this.required = required;
    }

    /** A token that was shown, by the id of its row, and what it allows. */
    record Shown(UUID id, RegistrationPermit permit) {}

    /**
     * The token that came with the request; empty where none came and none has to.
     *
     * @throws RegistrationRefusal 401 for every other one, however it is written (A05)
     */
    Optional<Shown> read(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.isEmpty()) {
            if (required) {
                throw refused("Clients register here with an initial access token, which an administrator gives out");
            }
            return Optional.empty();
        }
        String address = AddressKey.of(request.getRemoteAddr());
        Duration wait = failures.remaining(address);
        if (!wait.isZero()) {
            throw RegistrationRefusal.tooMany("Too many failures from this address, try again later", wait);
        }
        String value = BearerToken.read(headers)
                .orElseThrow(() -> refused("The initial access token is not valid, or not any more"));
        return Optional.of(tokens.find(value).orElseThrow(() -> {
            failures.attempt(address);
            return refused("The initial access token is not valid, or not any more");
        }));
    }

    static RegistrationRefusal refused(String description) {
        return RegistrationRefusal.of(HttpStatus.UNAUTHORIZED, "invalid_token", description);
    }
}
