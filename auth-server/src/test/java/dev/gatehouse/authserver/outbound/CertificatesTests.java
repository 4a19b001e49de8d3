package dev.gatehouse.authserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.Canary;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;

class CertificatesTests {

    private static final Canary CANARY = Canary.start();

    @AfterAll
    static void stop() {
        CANARY.stop();
    }

    @Test
    @DisplayName("N1 M2 reads nothing from a server whose certificate nobody vouches for, the first time and the next")
    void refusesUntrustedServers() throws Exception {
        CANARY.serveJson("/client.json", "{}");
        try (SafeFetcher fetcher = (SafeFetcher) fetcher(null)) {
            for (int i = 0; i < 2; i++) {
                assertThat(fetcher.fetch(URI.create(CANARY.url("/client.json")), Set.of("application/json"), 5000))
                        .isEqualTo(new FetchOutcome.NotFetched("No answer: SSLHandshakeException"));
            }
        }
        assertThat(CANARY.hits("/client.json")).isZero();
    }

    @Test
    @DisplayName("N1 does not start with certificates that are configured and not there")
    void refusesAbsentBundle() {
        assertThatThrownBy(() -> fetcher("absent")).isInstanceOf(NoSuchSslBundleException.class);
    }

    private static DocumentFetcher fetcher(String bundle) {
        OutboundProperties properties =
                new OutboundProperties(true, Duration.ofSeconds(5), 20, 300, Set.of("localhost"), bundle);
        return new OutboundConfiguration().documentFetcher(properties, new DefaultSslBundleRegistry());
    }
}
