package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.QuickPasswords;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Promise P14: what is unknown takes as long as what is wrong. Where a slow hash is computed for both, a difference of five
 * milliseconds shows; where a few rows are read, one of half a millisecond.
 */
class TimingAttacksTests extends AbstractHostileTests {

    private static final long READING = 500_000;

    private static final long HASHING = 5_000_000;

    private static Runnable expecting(int status, Supplier<HttpResponse<String>> request) {
        return () -> assertThat(request.get().statusCode()).isEqualTo(status);
    }

    @Test
    @DisplayName(
            "Z03 P14 a client that is there and one that is not are refused in the same time, by the same kind of page")
    void hidesClients() {
        String[] evil = {"redirect_uri=https://evil.test/cb"};
        after().refused(() -> caller().authorize(new UserAgent(), "client_id=PUB", evil[0]))
                .isPage400();
        after().refused(() -> caller().authorize(new UserAgent(), "client_id=NOPE", evil[0]))
                .isPage400();
        Oauth attacker = caller();
        UserAgent browser = attacker.browser();
        Welch.assertSameTime(
                300,
                READING,
                expecting(400, () -> attacker.authorize(browser, "client_id=PUB", evil[0])),
                expecting(400, () -> attacker.authorize(browser, "client_id=NOPE", evil[0])));
    }

    @Test
    @DisplayName("S11 P14 a name that is not there and a wrong password take the same time")
    void hidesPeople() {
        // The throttles would be measured instead.
        HostileServer own = HostileServer.start(
                database,
                List.of(
                        "--gatehouse.user.attempts-per-address=100000",
                        "--gatehouse.user.attempts-per-name=100000",
                        // Still enough that nothing else hides it where an unknown name takes less.
                        "--" + QuickPasswords.STRENGTH + "=8"));
        try {
            UserAgent browser = own.caller().browser();
            HttpResponse<String> page = browser.get(own.server().url("/sign-in"));
            Welch.assertSameTime(
                    40,
                    HASHING,
                    expecting(403, () -> attempt(browser, page, "alice")),
                    expecting(403, () -> attempt(browser, page, "alicf")));
        } finally {
            own.close();
        }
    }

    private static HttpResponse<String> attempt(UserAgent browser, HttpResponse<String> page, String username) {
        return browser.submit(page, Map.of("username", List.of(username), "password", List.of("wrong-password-1")));
    }

    @Test
    @DisplayName("A07 P14 a client that is there and one that is not fail to authenticate in the same time")
    void hidesSecrets() {
        Welch.assertSameTime(
                200, READING, expecting(401, () -> authenticate("CONF")), expecting(401, () -> authenticate("CONG")));
    }

    /** From another address each time: the throttle would be measured instead. */
    private HttpResponse<String> authenticate(String client) {
        return caller().post(
                        "/token",
                        form("grant_type=client_credentials"),
                        Oauth.basic(client, "wrong-wrong-wrong-wrong"));
    }

    @Test
    @DisplayName("J09 P14 the wrong half of a code, and a code that is nobody's, are refused in the same time")
    void hidesCodes() {
        String code = server().code();
        String almost = code.substring(0, 46) + (code.endsWith("A") ? "E" : "A");
        String nobody = code.substring(0, 4) + "A".repeat(43);
        Welch.assertSameTime(
                200,
                READING,
                expecting(400, () -> caller().token(almost)),
                expecting(400, () -> caller().token(nobody)));
        assertRedeems(code);
    }
}
