package dev.gatehouse.authserver.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.gatehouse.authserver.policy.RedirectUriPolicy.Registrability;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUriPolicyTests {

    private static final String CURSOR = "cursor://anysphere.cursor-mcp/oauth/callback";

    private static final String ISSUER = "https://as.test";

    private final RedirectUriPolicy policy = new RedirectUriPolicy(List.of(CURSOR));

    @ParameterizedTest
    @DisplayName("U1 the registered URI matches")
    @ValueSource(
            strings = {
                "https://app.test/cb",
                "https://app.test/cb?x=1",
                "https://app.test:8443/cb",
                "https://xn--bcher-kva.test/cb",
                "https://claude.ai/api/mcp/auth_callback",
                "http://127.0.0.1/",
                "http://127.0.0.1:33418/",
                "http://localhost:3334/oauth/callback",
                "http://[::1]/cb?x=%20",
                CURSOR
            })
    void matchesItself(String uri) {
        assertThat(RedirectUriPolicy.matches(uri, uri)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("U1 a loopback URI matches on any port")
    @CsvSource({
        "http://127.0.0.1/cb, http://127.0.0.1:1/cb",
        "http://127.0.0.1/cb, http://127.0.0.1:65535/cb",
        "http://127.0.0.1:3334/cb, http://127.0.0.1/cb",
        "http://127.0.0.1:3334/cb, http://127.0.0.1:3335/cb",
        "http://127.0.0.1/, http://127.0.0.1:53124/",
        "http://[::1]/cb, http://[::1]:40000/cb",
        "http://localhost/callback, http://localhost:53124/callback",
        "http://localhost:3334/oauth/callback?x=1, http://localhost:3399/oauth/callback?x=1",
        "http://localhost, http://localhost:7777",
    })
    void matchesOnAnyLoopbackPort(String registered, String presented) {
        assertThat(RedirectUriPolicy.matches(registered, presented)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("U1 nothing else matches (attacks U01 to U17)")
    @CsvSource(delimiter = '|', textBlock = """
            https://app.test/cb   | https://evil.test/cb
            https://app.test/cb   | https://app.test.evil.test/cb
            https://app.test/cb   | https://evilapp.test/cb
            https://app.test/cb   | https://appXtest/cb
            https://app.test/cb   | https://evil.test\\@app.test/cb
            https://app.test/cb   | https://evil.test@app.test/cb
            https://app.test/cb   | https://app.test@evil.test/cb
            https://app.test/cb   | https:\\\\app.test\\cb
            https://app.test/cb   | https:/app.test/cb
            https://app.test/cb   | https:///app.test/cb
            https://app.test/cb   | https://app.test:443/cb
            https://app.test/cb   | https://app.test./cb
            https://app.test/cb   | https://app.test/cb/
            https://app.test/cb   | https://app.test/CB
            https://app.test/cb   | HTTPS://app.test/cb
            https://app.test/cb   | https://APP.test/cb
            https://app.test/cb   | https://app.test/c%62
            https://app.test/cb   | https://app.test/./cb
            https://app.test/cb   | https://app.test/x/../cb
            https://app.test/cb   | https://app.test/cb?
            https://app.test/cb   | https://app.test/cb?a=b
            https://app.test/cb   | https://app.test/cb#
            https://app.test/cb   | https://app.test/cb#x
            https://app.test/cb   | https://app.test/cb%0d%0aX:1
            https://app.test/cb   | https://app.test/cb%00
            https://app.test/cb   | https://app.test:8443/cb
            https://app.test/cb   | http://app.test/cb
            https://app.test/cb   | //app.test/cb
            https://app.test/cb   | /cb
            https://app.test/cb?x=1 | https://app.test/cb
            https://app.test/cb?x=1 | https://app.test/cb?x=1&y=2
            https://app.test/cb?x=1 | https://app.test/cb?y=2&x=1
            http://127.0.0.1/cb   | http://localhost:1/cb
            http://127.0.0.1/cb   | http://[::1]:1/cb
            http://localhost/cb   | http://127.0.0.1:1/cb
            http://[::1]/cb       | http://localhost:1/cb
            http://127.0.0.1/cb   | http://127.1:1/cb
            http://127.0.0.1/cb   | http://2130706433:1/cb
            http://127.0.0.1/cb   | http://0x7f000001:1/cb
            http://127.0.0.1/cb   | http://127.0.0.2:1/cb
            http://127.0.0.1/cb   | http://[::ffff:127.0.0.1]:1/cb
            http://[::1]/cb       | http://[0:0:0:0:0:0:0:1]:1/cb
            http://127.0.0.1/cb   | http://0.0.0.0:1/cb
            http://127.0.0.1/cb   | http://127.0.0.1.evil.test:1/cb
            http://localhost/cb   | http://localhost.evil.test/cb
            http://localhost/cb   | http://localhost.:1/cb
            http://localhost/cb   | http://LOCALHOST:1/cb
            http://localhost/cb   | http://localhost%00.evil.test/cb
            http://localhost/cb   | http://localhost:1@evil.test/cb
            http://localhost/cb   | http://localhost:@evil.test/cb
            http://localhost/cb   | http://localhost:1%40evil.test/cb
            http://localhost/cb   | http://localhost:/cb
            http://localhost/cb   | http://localhost:65536/cb
            http://localhost/cb   | http://localhost:000080/cb
            http://localhost/cb   | http://localhost:1x/cb
            http://localhost/cb   | http://localhost:-1/cb
            http://localhost/cb   | https://localhost:1/cb
            http://localhost/cb   | http://localhost:1/cb/
            http://localhost/cb   | http://localhost:1/cb?x
            http://localhost/cb   | http://localhost:1/
            http://localhost/     | http://localhost:1
            http://localhost/cb   | http://localhost:1/cb#f
            http://localhost/cb   | HTTP://localhost:1/cb
            https://localhost/cb  | https://localhost:1/cb
            http://app.test/cb    | http://app.test:1/cb
            cursor://anysphere.cursor-mcp/oauth/callback | cursor://anysphere.cursor-mcp:1/oauth/callback
            cursor://anysphere.cursor-mcp/oauth/callback | cursor://anysphere.cursor-mcp/oauth/callback/x
            """)
    void matchesNothingElse(String registered, String presented) {
        assertThat(RedirectUriPolicy.matches(registered, presented)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("U1 what no URI may have matches nothing, not even itself (attack U11)")
    @ValueSource(
            strings = {
                "",
                " https://app.test/cb",
                "https://app.test/cb ",
                "https://app.test/c\tb",
                "https://app.test/cb\r\nX: 1",
                "https://app.test/cb\0",
                "https://app\u3002test/cb",
                "https://\u0430pp.test/cb",
                "https://app.test/cb\u202e",
                "https://app.test/cb\\x",
                "https://app.test/cb#x",
                "https://user@app.test/cb",
                "http://user:x@localhost/cb",
                "https://app.test/%zz",
                "https://app.test/%",
                "https://app.test/<x>",
                "https://app.test/\"x"
            })
    void neverMatchesWhatIsNoUri(String uri) {
        assertThat(RedirectUriPolicy.matches(uri, uri) && !uri.isEmpty()).isFalse();
        assertThat(RedirectUriPolicy.matches("https://app.test/cb", uri)).isFalse();
        assertThat(RedirectUriPolicy.matches("http://localhost/cb", uri)).isFalse();
    }

    @Test
    @DisplayName("U1 P07 over a million mutations it agrees with byte equality, but for loopback ports")
    void agreesWithByteEquality() {
        Random random = new Random(20_261_101);
        List<String> seeds = List.of(
                "https://app.test/cb",
                "https://app.test/cb?x=1",
                "https://app.test:8443/cb",
                "http://127.0.0.1/cb",
                "http://127.0.0.1:3334/cb",
                "http://localhost/oauth/callback?x=1",
                "http://[::1]:1/cb",
                CURSOR);
        int others = 0;
        for (int i = 0; i < 1_000_000; i++) {
            String registered = seeds.get(random.nextInt(seeds.size()));
            String presented = mutated(registered, random);
            boolean matches = RedirectUriPolicy.matches(registered, presented);
            boolean expected = presented.equals(registered) || differsInLoopbackPortAlone(registered, presented);
            if (matches != expected) {
                fail("%s for %s: %s", presented, registered, matches);
            }
            others += matches && !presented.equals(registered) ? 1 : 0;
        }
        // Otherwise the mutations would have told nothing of the exception.
        assertThat(others).isGreaterThan(1_000);
    }

    private static String mutated(String uri, Random random) {
        String alphabet = "abAB019:/?#[]@!$&'()*+,;=%-._~\\ \t\u0430{}\"<>";
        StringBuilder text = new StringBuilder(uri);
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            int at = text.isEmpty() ? 0 : random.nextInt(text.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(7)) {
                case 0 -> text.insert(at, c);
                case 1 -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(c));
                case 2 -> text.delete(at, Math.min(text.length(), at + 1));
                case 3 -> text.insert(at, text.substring(at));
                case 4 -> {
                    int host = text.indexOf("/", Math.min(text.length(), 8));
                    text.insert(host < 0 ? at : host, ":" + random.nextInt(70_000));
                }
                case 5 -> {
                    List<String> hosts = List.of("127.0.0.1", "localhost", "[::1]");
                    String other = hosts.get(random.nextInt(3));
                    for (String host : hosts) {
                        int found = text.indexOf(host);
                        if (found >= 0) {
                            text.replace(found, found + host.length(), other);
                            break;
                        }
                    }
                }
                default -> {
                    // Left as it is.
                }
            }
        }
        return text.toString();
    }

    /** Told in another way than the policy does: cut the port out of both, and compare bytes. */
    private static boolean differsInLoopbackPortAlone(String registered, String presented) {
        for (String host : List.of("http://127.0.0.1", "http://[::1]", "http://localhost")) {
            if (registered.startsWith(host) && presented.startsWith(host)) {
                String rest = presented.substring(host.length());
                var port = Pattern.compile("^:([0-9]{1,5})(?=[/?]|$)").matcher(rest);
                boolean has = port.find();
                String path = has ? rest.substring(port.end()) : rest;
                String registeredPath = registered.substring(host.length()).replaceFirst("^:[0-9]+", "");
                return path.equals(registeredPath) && (!has || Integer.parseInt(port.group(1)) <= 65_535);
            }
        }
        return false;
    }

    @ParameterizedTest
    @DisplayName("R4 https and loopback http may be registered")
    @ValueSource(
            strings = {
                "https://app.test/cb",
                "https://app.test/",
                "https://app.test/cb?x=1",
                "https://app.test:8443/cb",
                "https://xn--bcher-kva.test/cb",
                "https://app.test/cb?statement=1&encoded=state",
                "https://chatgpt.com/connector/oauth/a-b_c",
                "https://global.consent.azure-apim.net/redirect/tool-1",
                "http://127.0.0.1/",
                "http://127.0.0.1:33418/",
                "http://localhost:6274/oauth/callback/debug",
                "http://[::1]:1/cb",
                CURSOR
            })
    void allows(String uri) {
        assertThat(policy.registrable(uri, ISSUER)).isInstanceOf(Registrability.Allowed.class);
    }

    @ParameterizedTest
    @DisplayName("R4 ruling 1: a private-use scheme that is not on the list is left out")
    @ValueSource(
            strings = {
                "cursor://anysphere.cursor-mcp/oauth/callback/x",
                "cursor://other/oauth/callback",
                "claude://oauth",
                "com.example.app:/cb",
                "urn:ietf:wg:oauth:2.0:oob",
                "vscode://x/y"
            })
    void leavesOut(String uri) {
        assertThat(policy.registrable(uri, ISSUER)).isInstanceOf(Registrability.NotAllowed.class);
    }

    @ParameterizedTest
    @DisplayName("R4 U3 U4 these refuse the whole registration (attacks U13, U21)")
    @ValueSource(
            strings = {
                "",
                "http://app.test/cb",
                "HTTP://app.test/cb",
                "http://localhost.evil.test/cb",
                "http://127.0.0.2/cb",
                "http://127.1/cb",
                "http://LOCALHOST/cb",
                "http://[::ffff:127.0.0.1]/cb",
                "HTTPS://app.test/cb",
                "https://*.test/cb",
                "https://app.test/*",
                "*",
                "/cb",
                "//app.test/cb",
                "app.test/cb",
                "https://app.test",
                "https://app.test?x=1",
                "https://",
                "https:///cb",
                "https:/app.test/cb",
                "https:app.test",
                "https:\\\\app.test\\cb",
                "https://app.test\\cb",
                "https://user@app.test/cb",
                "https://user:pw@app.test/cb",
                "https://app.test@evil.test/cb",
                "cursor://user@anysphere.cursor-mcp/oauth/callback",
                "https://app.test/cb#",
                "https://app.test/cb#x",
                "cursor://anysphere.cursor-mcp/oauth/callback#x",
                "javascript:alert(1)",
                "JavaScript:alert(1)//https://app.test/",
                "data:text/html,x",
                "vbscript:x",
                "file:///etc/passwd",
                "blob:https://app.test/x",
                "about:blank",
                "cursor:",
                "https://app.test/cb?code=x&state=y&iss=z",
                "https://app.test/cb?a=1&state=y",
                "https://app.test/cb?iss",
                "https://app.test/cb?error=x",
                "https://app.test/cb?response=x",
                "https://app.test/cb?st%61te=x",
                "https://app.test/cb?a=1;code=2",
                "com.example.app:/cb?code=x",
                "https://as.test/authorize?x=1",
                "https://as.test/logout",
                "https://AS.test:443/cb",
                "https://as.test./cb",
                "https://app.test/c b",
                " https://app.test/cb",
                "https://app.test/cb\r\n",
                "https://app.test/cb%0d%0aX:1",
                "https://app.test/cb%00",
                "https://app.test/cb%7f",
                "https://app.test/%zz",
                "https://app\u3002test/cb",
                "https://\u0430pp.test/cb",
                "https://app.test/\u202e",
                "https://app.test:65536/cb",
                "https://app.test:/cb",
                "https://app.test:x/cb",
                "https://app%2etest/cb",
                "https://[::1/cb",
                "https://[2001:db8::00001]/cb"
            })
    void refuses(String uri) {
        assertThat(policy.registrable(uri, ISSUER)).isInstanceOfSatisfying(Registrability.Refused.class, refused -> {
            // It becomes a part of an error_description (RFC 6749 section 5.2).
            assertThat(refused.reason()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        });
    }

    @Test
    void refusesWhatIsTooLong() {
        String longest = "https://app.test/" + "a".repeat(2000 - 17);

        assertThat(policy.registrable(longest, ISSUER)).isInstanceOf(Registrability.Allowed.class);
        assertThat(RedirectUriPolicy.matches(longest, longest)).isTrue();
        assertThat(policy.registrable(longest + "a", ISSUER)).isInstanceOf(Registrability.Refused.class);
        assertThat(RedirectUriPolicy.matches(longest + "a", longest + "a")).isFalse();
    }

    @ParameterizedTest
    @DisplayName("U4 a loopback issuer is met under each of its names, on its port alone")
    @CsvSource({
        "http://127.0.0.1:9000/cb, true",
        "http://localhost:9000/cb, true",
        "http://[::1]:9000/cb, true",
        "http://localhost:9001/cb, false",
        "http://localhost/cb, false",
        "https://localhost:9000/cb, false",
    })
    void tellsItsOwnOrigin(String uri, boolean own) {
        assertThat(RedirectUriPolicy.leadsTo(uri, "http://127.0.0.1:9000")).isEqualTo(own);
        assertThat(policy.registrable(uri, "http://127.0.0.1:9000") instanceof Registrability.Refused)
                .isEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://app.test/cb", "javascript:alert(1)", "cursor://x#y", "cursor://*", "x", "com.a:/?code=1"
            })
    void refusesAnAllowListWithWhatCannotBeAllowed(String uri) {
        assertThatThrownBy(() -> new RedirectUriPolicy(List.of(uri))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.test/cb, app.test",
        "https://app.test:8443/cb?x=1, app.test:8443",
        "https://a.very.long.sub.domain.app.test/cb, a.very.long.sub.domain.app.test",
        "https://xn--bcher-kva.test/cb, xn--bcher-kva.test",
        "http://127.0.0.1:53124/, 127.0.0.1:53124",
        "http://[::1]:1/cb, [::1]:1",
        "cursor://anysphere.cursor-mcp/oauth/callback, cursor:",
        "com.example.app:/cb, com.example.app:",
    })
    void showsTheHostInFull(String uri, String shown) {
        assertThat(RedirectUriPolicy.displayHost(uri)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/cb, true",
        "http://localhost:1/cb, true",
        "http://[::1]/, true",
        "https://localhost/cb, false",
        "http://localhost.evil.test/cb, false",
        "http://127.0.0.1.evil.test/cb, false",
        "cursor://localhost/cb, false",
    })
    void tellsLoopback(String uri, boolean loopback) {
        assertThat(RedirectUriPolicy.isLoopback(uri)).isEqualTo(loopback);
    }
}
