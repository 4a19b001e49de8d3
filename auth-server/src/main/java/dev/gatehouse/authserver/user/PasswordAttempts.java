package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Bounds how often a password may be tried, for one name and from one address (requirement S7). Whether the name exists
 * makes no difference. The address is the connection's; no header changes it.
 */
@Component
public class PasswordAttempts {

    private static final int LONGEST_KEY = 100;

    private final Throttle byName;

    private final Throttle byAddress;

    PasswordAttempts(UserProperties properties) {
        this.byName = new Throttle(properties.attemptsPerName(), properties.attemptsPeriod());
        this.byAddress = new Throttle(properties.attemptsPerAddress(), properties.attemptsPeriod());
    }

    /**
     * Takes one attempt, before the password is looked at.
     *
     * @param name whose password is tried, for which reason; names differ by case alone are one
     * @throws PageRefusal 429 with {@code Retry-After} where none is left
     */
    public void require(String name, HttpServletRequest request, HttpServletResponse response) {
        Duration wait = byAddress.attempt(AddressKey.of(request.getRemoteAddr()));
        if (wait.isZero()) {
            wait = byName.attempt(key(name));
        }
        if (!wait.isZero()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
            throw new PageRefusal(ErrorPage.of(HttpStatus.TOO_MANY_REQUESTS, "Too many attempts")
                    .because("A password was tried too often for this name, or from where you are.")
                    .remedy("Wait " + words(wait) + ", then try again. Nothing else is locked."));
        }
    }

    /** Forgets the name's attempts, once the right password was given. */
    public void succeeded(String name) {
        byName.forget(key(name));
    }

    private static String key(String name) {
        String normal = AccountRules.normalize(name);
        return normal.length() <= LONGEST_KEY ? normal : normal.substring(0, LONGEST_KEY);
    }

    private static String words(Duration wait) {
        long minutes = wait.plusSeconds(59).toMinutes();
        return minutes <= 1 ? "a minute" : minutes + " minutes";
    }
}
