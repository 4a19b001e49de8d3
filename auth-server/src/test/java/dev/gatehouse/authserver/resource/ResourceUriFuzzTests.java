package dev.gatehouse.authserver.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gatehouse.authserver.testing.Corpus;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzed by {@code .ci/fuzz}. An input is a value of {@code resource}. */
public class ResourceUriFuzzTests {

    static List<Named<byte[]>> corpus() {
        return Corpus.of(ResourceUriFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("X2 X3 a resource's URI has one canonical form, which differs in what no server tells apart alone")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String value = new String(input, StandardCharsets.UTF_8);
        boolean onLoopback = ResourceUri.onLoopback(value);
        ResourceUri.canonical(value).ifPresent(canonical -> {
            assertThat(ResourceUri.canonical(canonical)).contains(canonical);
            assertThat(ResourceUri.onLoopback(canonical)).isEqualTo(onLoopback);
            assertThat(canonical).hasSizeLessThanOrEqualTo(value.length());
            compare(parsed(value), parsed(canonical));
        });
    }

    private static void compare(URI value, URI canonical) {
        assertThat(canonical.getScheme()).isEqualTo(value.getScheme().toLowerCase(Locale.ROOT));
        assertThat(value.getRawUserInfo()).isNull();
        assertThat(value.getRawFragment()).isNull();
        assertThat(canonical.getRawQuery()).isEqualTo(value.getRawQuery());
        if (!value.getRawPath().equals("/")) {
            assertThat(canonical.getRawPath()).isEqualTo(value.getRawPath());
        }
        if (value.getHost() != null) {
            assertThat(canonical.getHost()).isEqualTo(value.getHost().toLowerCase(Locale.ROOT));
            assertThat(port(canonical)).isEqualTo(port(value));
        }
    }

    private static int port(URI uri) {
        int standard = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    /** What is accepted is read in the same way elsewhere. */
    private static URI parsed(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            return fail(e);
        }
    }
}
