package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letter M: clients known by a metadata document. What needs no host of the attacker's own runs against the server whose
 * outbound checks nothing relaxes; the rest against one that may read from this machine.
 */
class ClientDocumentAttacksTests extends AbstractHostileTests {

    private static final Canary CANARY = Canary.start();

    private static final Map<Database, HostileServer> READING = new EnumMap<>(Database.class);

    private static final String REDIRECT = "redirect_uri=https://app.test/cb";

    @AfterAll
    static void stop() {
        READING.values().forEach(HostileServer::close);
        READING.clear();
        CANARY.stop();
    }

    /** A server that may read from this machine, and no more often than usual. */
    private HostileServer reading() {
        return READING.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(CANARY.arguments());
            arguments.add("--gatehouse.outbound.per-host-per-minute=2000");
            return HostileServer.start(wanted, arguments);
        });
    }

    @AfterEach
    void readerServesTheHonest() {
        if (READING.containsKey(database)) {
            afterReading().honest();
        }
    }

    static Stream<Arguments> addresses() {
        return row(
                "M01",
                "http://cimd.test/c",
                "https://cimd.test",
                "https://cimd.test/a/../c",
                "https://cimd.test/./c",
                "https://cimd.test/%2e%2e/c",
                "https://cimd.test/%2E./c",
                "https://cimd.test/c#",
                "https://cimd.test/c#f",
                "https://u@cimd.test/c",
                "https://u:p@cimd.test/c",
                "https://@cimd.test/c",
                "https:\\\\cimd.test\\c",
                "https:/cimd.test/c",
                "https:///cimd.test/c",
                "https:cimd.test/c",
                "https://cimd.test/c d",
                "https://cimd.test/c\td",
                " https://cimd.test/c",
                "HTTPS://cimd.test/c",
                "https://CIMD.test/c",
                "https://cimd.test:/c",
                "https://cimd.test:0/c",
                "https://cimd.test:99999/c",
                "https://cimd.test:443443/c",
                "https://cimd.test./c",
                "https://cimd..test/c",
                "https://-cimd.test/c",
                "https://c\u00efmd.test/c",
                "https://cimd\u3002test/c",
                "https://cimd.test/\u00e9",
                "https://cimd.test/%zz",
                "https://cimd.test/%",
                "https://cimd.test/c\r\nX: 1",
                "https://cimd.test\0.evil.test/c",
                "https://" + "a.".repeat(150) + "test/c",
                "https://cimd.test/" + "c/".repeat(1500),
                "ftp://cimd.test/c",
                "file:///etc/passwd",
                "https://[::1]/c",
                "https://169.254.169.254/latest/meta-data/",
                "https://0/c",
                "https://1/c",
                "https://0x7f000001/c",
                "https://127.0.0.1.nip.io/c",
                "https://localtest.me/c",
                "https://metadata.google.internal/c",
                "https://nobody-has-this-name.invalid/c");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("addresses")
    @DisplayName("M01 M03 M13 takes no other form of an address and reads nothing, with one page for every fault")
    void readsGoodAddressesAlone(String row, String clientId) {
        after().refused(() -> caller().authorize(alice(), "client_id=" + clientId, REDIRECT))
                .isPage400();
        Answer before = after().ignored(() ->
                caller().authorize(new UserAgent(HostileServer.address()), "client_id=" + clientId, REDIRECT));
        before.is(302, 400);
        assertThat(before.header("Location").orElse("/sign-in")).startsWith("/sign-in");
        after().refused(() -> caller().token("x", "client_id=" + clientId)).is(400, 401);
    }

    @Test
    @DisplayName("M03 M5 P10 connects to no address of this machine, in whatever spelling or by whatever name")
    void connectsNowhere() throws UnknownHostException {
        try (Tripwire wire = Tripwire.open()) {
            List<String> urls = new ArrayList<>(wire.urls());
            urls.add("https://" + InetAddress.getLocalHost().getHostName() + ":" + wire.port() + "/c");
            for (String url : urls) {
                after().refused(() -> caller().authorize(alice(), "client_id=" + url, REDIRECT))
                        .isPage400();
                after().refused(() -> caller().revoke("x", "client_id=" + url)).is(400, 401);
            }
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
    }

    @Test
    @DisplayName("M13 P14 a closed port, a private address, a name that is not there and a blocked form look alike")
    void tellsNothingOfTheNetwork() {
        List<String> pages = new ArrayList<>();
        for (String url : List.of(
                "https://localhost:1/c",
                "https://localhost:" + server().port() + "/c",
                "https://nobody-has-this-name.invalid/c",
                "https://10.0.0.1/c",
                "https://cimd.test/../c")) {
            Answer answer = after().refused(() -> caller().authorize(alice(), "client_id=" + url, REDIRECT));
            pages.add(Jsoup.parse(answer.isPage400().body()).text().replaceAll("[2-9A-Z]{4}-[2-9A-Z]{4}", "REF"));
        }
        assertThat(pages).allMatch(page -> page.equals(pages.getFirst()));
    }

    private static String document(String path, String redirects, String more) {
        return "{\"client_id\":\"%s\",\"client_name\":\"Document app\",\"redirect_uris\":[%s]%s}"
                .formatted(CANARY.url(path), redirects, more);
    }

    private String path(String name) {
        return "/" + database + "/hostile/" + name + ".json";
    }

    private After afterReading() {
        return new After(reading());
    }

    private HttpResponse<String> ask(UserAgent browser, String path, String... more) {
        List<String> changes = new ArrayList<>(List.of("client_id=" + CANARY.url(path), REDIRECT));
        changes.addAll(List.of(more));
        return reading().caller().follow(browser, changes.toArray(String[]::new));
    }

    @ParameterizedTest(name = "M05 {0}")
    @ValueSource(ints = {300, 301, 302, 303, 305, 307, 308})
    @DisplayName("M05 follows no redirect, to a good document, to this machine, or by a Refresh header")
    void followsNoRedirect(int status) {
        String good = path("good" + status);
        CANARY.serveJson(good, document(good, "\"https://app.test/cb\"", ""));
        try (Tripwire wire = Tripwire.open()) {
            for (String target :
                    List.of(CANARY.url(good), "https://localhost:" + wire.port() + "/", "//localhost/x", "")) {
                String path = path("redirect" + status + target.hashCode());
                CANARY.serve(path, exchange -> {
                    exchange.getResponseHeaders().set("Location", target);
                    exchange.getResponseHeaders().set("Refresh", "0; url=" + target);
                    exchange.sendResponseHeaders(status, -1);
                });
                afterReading()
                        .refused(() -> ask(reading().signedIn("alice"), path))
                        .isPage400();
            }
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
        assertThat(CANARY.hits(good)).as("NOHIT").isZero();
    }

    @ParameterizedTest(name = "M09 {0}")
    @ValueSource(
            strings = {
                ",\"client_secret\":\"s\"",
                ",\"client_secret_expires_at\":0",
                ",\"token_endpoint_auth_method\":\"client_secret_basic\"",
                ",\"token_endpoint_auth_method\":\"client_secret_post\"",
                ",\"token_endpoint_auth_method\":\"client_secret_jwt\"",
                ",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}",
                ",\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}]}",
                ",\"jwks_uri\":\"http://169.254.169.254/\"",
                ",\"logo_uri\":\"https://127.0.0.1/x\"",
                ",\"client_id\":\"https://other.test/c\"",
                ",\"redirect_uris\":[\"https://as.test/cb\"]",
                ",\"client_name\":null",
                ",\"software_statement\":\"x\"",
                ",\"grant_types\":[\"client_credentials\"]",
                ",\"x\":"
            })
    @DisplayName("M09 M4 takes no document with a secret, with private keys, or that says two things")
    void takesNoSecrets(String more) {
        String path = path("secret" + more.hashCode());
        CANARY.serveJson(path, document(path, "\"https://app.test/cb\"", more));
        afterReading().refused(() -> ask(reading().signedIn("alice"), path)).isPage400();
        assertThat(CANARY.hits(path)).isEqualTo(1);
    }

    @Test
    @DisplayName("M09 R03 a document's text is shown escaped, and gets no more than a registration's")
    void showsTextEscaped() {
        String path = path("text");
        CANARY.serveJson(
                path,
                "{\"client_id\":\"%s\",\"client_name\":\"<img src=x onerror=alert(1)>\\u202E${9973*9967}\",\"redirect_uris\":[\"https://app.test/cb\"],\"scope\":\"tools:admin\",\"trusted\":true,\"require_consent\":false}"
                        .formatted(CANARY.url(path)));
        Answer page = afterReading().taken(() -> ask(reading().signedIn("bob"), path, "scope=tools:read tools:admin"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("<img src=x", "\u202E", "99400891");
        assertThat(Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value"))
                .containsExactly("tools:read");
    }

    @Test
    @DisplayName("M11 M8 P09 a document that changes while its question is open moves no code, and asks again")
    void acceptsNoChangeOfMind() {
        String path = path("change");
        CANARY.serveJson(path, document(path, "\"https://app.test/cb\"", ""));
        UserAgent bob = reading().signedIn("bob");
        HttpResponse<String> question = ask(bob, path);
        assertThat(question.statusCode()).isEqualTo(200);
        CANARY.serveJson(path, document(path, "\"https://evil.test/cb\"", ""));
        reading().server().clock().advance(Duration.ofMinutes(6));
        Answer answer = afterReading().taken(() -> reading().caller().allow(bob, question, "tools:read"));
        answer.isPage400();
        assertThat(answer.body()).doesNotContain("evil.test");
        afterReading()
                .refused(() -> reading().caller().authorize(bob, "client_id=" + CANARY.url(path), REDIRECT))
                .isPage400();

        String second = path("change2");
        CANARY.serveJson(second, document(second, "\"https://app.test/cb\"", ""));
        String client = "client_id=" + CANARY.url(second);
        String code = Oauth.query(UserAgent.location(reading().caller().allow(bob, ask(bob, second), "tools:read")))
                .get("code");
        for (String change : List.of(
                document(second, "\"https://app.test/cb\",\"https://evil.test/cb\"", ""),
                document(second, "\"https://app.test/cb\"", ",\"scope\":\"tools:read\"")
                        .replace("Document app", "Another app"))) {
            CANARY.serveJson(second, change);
            reading().server().clock().advance(Duration.ofMinutes(6));
            Answer asked = afterReading().taken(() -> ask(bob, second));
            assertThat(asked.status()).as("asked again").isEqualTo(200);
        }
        // Six minutes later the code itself is long dead, whatever the document says.
        afterReading().refused(() -> reading().caller().token(code, client)).isJson(400, "invalid_grant");
    }

    @Test
    @DisplayName("M15 M10 a flood of addresses at one host is fetched at a bounded rate, and strangers fetch nothing")
    void isNoReflector() {
        HostileServer usual = reading();
        UserAgent nobody = new UserAgent(HostileServer.address());
        for (int i = 0; i < 30; i++) {
            String path = path("flood-stranger" + i);
            usual.caller().authorize(nobody, "client_id=" + CANARY.url(path), REDIRECT);
            assertThat(CANARY.hits(path)).isZero();
        }
        HostileServer strict = HostileServer.start(
                database,
                Stream.concat(
                                CANARY.arguments().stream(),
                                Stream.of(
                                        "--gatehouse.outbound.per-host-per-minute=20",
                                        "--gatehouse.outbound.per-minute=300"))
                        .toList());
        try {
            UserAgent alice = strict.signedIn("alice");
            int hits = 0;
            long start = System.nanoTime();
            for (int i = 0; i < 120; i++) {
                String path = path("flood" + i);
                assertThat(strict.caller()
                                .authorize(alice, "client_id=" + CANARY.url(path), REDIRECT)
                                .statusCode())
                        .isEqualTo(400);
                hits += CANARY.hits(path);
            }
            long refilled = (System.nanoTime() - start) / 3_000_000_000L + 1;
            assertThat(hits).isBetween(20, (int) (20 + refilled));
            new After(strict).honest();
        } finally {
            strict.close();
        }
    }

    @ParameterizedTest(name = "A19 {0}")
    @ValueSource(strings = {"500", "404", "302", "html", "large", "cut", "empty", "array", "private", "slow"})
    @DisplayName("A19 a key set that cannot be had proves nobody, is asked for once a minute, and is no fault of ours")
    void readsNoBadKeySets(String kind) {
        String path = path("jwks-" + kind);
        String good = "{\"keys\":[" + Signer.key().toPublicJWK().toJSONString() + "]}";
        CANARY.serve(path, exchange -> keySet(exchange, kind, good));
        String clientId = (String) Oauth.json(reading()
                        .caller()
                        .browser()
                        .send(
                                HttpRequest.newBuilder(reading().server().url("/register"))
                                        .POST(HttpRequest.BodyPublishers.ofString(
                                                "{\"redirect_uris\":[\"https://app.test/cb\"],\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\""
                                                        + CANARY.url(path) + "\"}")),
                                "Content-Type",
                                "application/json"))
                .get("client_id");
        for (int i = 0; i < 5; i++) {
            String assertion = Signer.sign(
                    Signer.claims(clientId, reading().server().clock().instant()));
            afterReading()
                    .within(Duration.ofSeconds(8))
                    .refused(() -> reading()
                            .caller()
                            .post(
                                    "/revoke",
                                    form(
                                            "token=x",
                                            "client_assertion=" + assertion,
                                            "client_assertion_type=" + ClientAssertions.TYPE)))
                    .isJson(401, "invalid_client");
        }
        assertThat(CANARY.hits(path)).isEqualTo(1);
    }

    private static void keySet(HttpExchange exchange, String kind, String good) throws IOException {
        if (kind.equals("slow")) {
            // Longer than the server waits for a key set.
            LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
        }
        byte[] body = switch (kind) {
            case "large" -> (good + " ".repeat(10_000_000)).getBytes(StandardCharsets.US_ASCII);
            case "cut" -> good.substring(0, 40).getBytes(StandardCharsets.US_ASCII);
            case "empty" -> "{\"keys\":[]}".getBytes(StandardCharsets.US_ASCII);
            case "array" -> ("[" + good + "]").getBytes(StandardCharsets.US_ASCII);
            // Not the key that signs.
            case "private" ->
                ("{\"keys\":[" + Signer.generate("key-1").toJSONString() + "]}").getBytes(StandardCharsets.US_ASCII);
            default -> good.getBytes(StandardCharsets.US_ASCII);
        };
        exchange.getResponseHeaders().set("Content-Type", kind.equals("html") ? "text/html" : "application/json");
        exchange.getResponseHeaders().set("Location", CANARY.url("/elsewhere"));
        exchange.sendResponseHeaders(kind.matches("[0-9]+") ? Integer.parseInt(kind) : 200, body.length);
        exchange.getResponseBody().write(body);
    }
}
