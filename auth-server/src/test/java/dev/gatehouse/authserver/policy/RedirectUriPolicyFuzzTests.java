package dev.gatehouse.authserver.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gatehouse.authserver.policy.RedirectUriPolicy.Registrability;
import dev.gatehouse.authserver.testing.Corpus;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzed by {@code .ci/fuzz}. An input is the registered URI and, on the next line, the presented one. */
public class RedirectUriPolicyFuzzTests {

    private static final String ISSUER = "https://as.test";

    private static final RedirectUriPolicy POLICY =
            new RedirectUriPolicy(List.of("cursor://anysphere.cursor-mcp/oauth/callback"));

    static List<Named<byte[]>> corpus() {
        return Corpus.of(RedirectUriPolicyFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("U1 R4 nothing matches but equal bytes, or another port on the same loopback host")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> lines = Corpus.lines(input, 2);
        String registered = lines.get(0);
        String presented = input.length > registered.length() && lines.get(1).isEmpty() ? registered : lines.get(1);
        boolean matches = RedirectUriPolicy.matches(registered, presented);
        if (matches && !registered.equals(presented)) {
            assertThat(withoutPort(presented)).isNotNull().isEqualTo(withoutPort(registered));
        }
        boolean there = RedirectUriPolicy.leadsTo(registered, presented);
        if (presented.length() <= 2000 && registered.length() <= 2000) {
            assertThat(RedirectUriPolicy.leadsTo(presented, registered)).isEqualTo(there);
        }
        checkRegistrable(registered);
        checkRegistrable(presented);
    }

    private static void checkRegistrable(String uri) {
        String shown = RedirectUriPolicy.displayHost(uri);
        String host = RedirectUriPolicy.host(uri);
        if (!(POLICY.registrable(uri, ISSUER) instanceof Registrability.Allowed)) {
            return;
        }
        assertThat(uri.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#' && c != '*'))
                .isTrue();
        assertThat(RedirectUriPolicy.matches(uri, uri)).isTrue();
        assertThat(RedirectUriPolicy.leadsTo(uri, ISSUER)).isFalse();
        URI parsed = parsed(uri);
        assertThat(parsed.getRawUserInfo()).isNull();
        if (parsed.getHost() != null && uri.startsWith("http")) {
            assertThat(host).isEqualTo(parsed.getHost().toLowerCase(Locale.ROOT));
            assertThat(shown).startsWith(parsed.getHost());
        }
        if (RedirectUriPolicy.isLoopback(uri)) {
            String bare = String.valueOf(withoutPort(uri));
            assertThat(RedirectUriPolicy.matches(uri, bare)).isTrue();
            assertThat(RedirectUriPolicy.matches(bare, uri)).isTrue();
        } else {
            assertThat(uri).doesNotStartWith("http:");
        }
    }

    /** What is accepted is read by whoever answers with it. */
    private static URI parsed(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            return fail(e);
        }
    }

    /** Told in another way than the policy does: a loopback URI with its port cut out; null for any other. */
    private static @Nullable String withoutPort(String uri) {
        for (String host : List.of("http://127.0.0.1", "http://[::1]", "http://localhost")) {
            if (uri.startsWith(host)) {
                int end = host.length();
                if (uri.startsWith(":", end)) {
                    end++;
                    while (end < uri.length() && uri.charAt(end) >= '0' && uri.charAt(end) <= '9') {
                        end++;
                    }
                }
                boolean whole = end == uri.length() || uri.charAt(end) == '/' || uri.charAt(end) == '?';
                return whole ? host + uri.substring(end) : null;
            }
        }
        return null;
    }
}
