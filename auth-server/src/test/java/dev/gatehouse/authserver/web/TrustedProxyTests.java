package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrustedProxyTests {

    @Test
    @DisplayName("N2 P12 tells callers apart behind a proxy that is trusted, and by nothing else that it says")
    void trustsConfiguredProxies() {
        TestServer server = start("--server.tomcat.remoteip.internal-proxies=127\\.0\\.0\\.1");
        try {
            assertThat(register(server, "198.51.100.1")).isEqualTo(201);
            assertThat(register(server, "198.51.100.1")).isEqualTo(429);
            assertThat(register(server, "198.51.100.2")).isEqualTo(201);
            assertThat(new UserAgent()
                            .get(
                                    server.url("/.well-known/openid-configuration"),
                                    "X-Forwarded-Host",
                                    "evil.test",
                                    "X-Forwarded-Proto",
                                    "https",
                                    "X-Forwarded-For",
                                    "198.51.100.3")
                            .body())
                    .contains(server.issuer())
                    .doesNotContain("evil.test");
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("N2 believes no header of a caller that is no trusted proxy")
    void believesNobodyElse() {
        TestServer server = start("--server.tomcat.remoteip.internal-proxies=192\\.0\\.2\\.1");
        try {
            assertThat(register(server, "198.51.100.1")).isEqualTo(201);
            assertThat(register(server, "198.51.100.2")).isEqualTo(429);
        } finally {
            server.close();
        }
    }

    private static TestServer start(String proxies) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.add("--server.tomcat.remoteip.remote-ip-header=X-Forwarded-For");
        arguments.add("--gatehouse.registration.per-address-per-hour=1");
        arguments.add(proxies);
        return TestServer.start(arguments);
    }

    private static int register(TestServer server, String forwardedFor) {
        return new UserAgent()
                .send(
                        HttpRequest.newBuilder(server.url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"redirect_uris\":[\"https://a.test/cb\"]}")),
                        "Content-Type",
                        "application/json",
                        "X-Forwarded-For",
                        forwardedFor)
                .statusCode();
    }
}
