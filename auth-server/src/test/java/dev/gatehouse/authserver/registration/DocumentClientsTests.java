package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter M: clients whose client_id is the address of their metadata document. */
@ParameterizedClass
@EnumSource(Database.class)
class DocumentClientsTests {

    private static final Canary CANARY = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String REDIRECT = "redirect_uri=http://localhost:53124/callback";

    @Parameter
    Database database;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private Oauth oauth() {
        return new Oauth(SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(CANARY.arguments());
            arguments.add("--gatehouse.registration.domains[0].domain=blocked.localhost");
            arguments.add("--gatehouse.registration.domains[0].trust=block");
            return TestServer.start(arguments);
        }));
    }

    /** A path of this test's own on both databases. */
    private String path(String name) {
        return "/" + database + "/" + name + ".json";
    }

    private static String document(String path, String more) {
        return """
                {"client_id":"%s","client_name":"Document app","redirect_uris":["http://localhost/callback",\
                "http://127.0.0.1/callback","https://app.test/cb"],"grant_types":["authorization_code","refresh_token"]%s}""".formatted(CANARY.url(path), more);
    }

    private String[] request(String path, String... more) {
        List<String> changes = new ArrayList<>(List.of("client_id=" + CANARY.url(path), REDIRECT));
        changes.addAll(List.of(more));
        return changes.toArray(String[]::new);
    }

    private void assertUnidentified(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(Jsoup.parse(response.body()).text())
                .contains("This app could not be identified")
                .doesNotContain("status", "special use", "JSON");
    }

    @Test
    @DisplayName("D6 M2 M9 knows a client by its document, says whose it is, and gives it tokens")
    void connects() {
        Oauth oauth = oauth();
        String path = path("good");
        CANARY.serveJson(path, document(path, ""));
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, request(path));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(Jsoup.parse(page.body()).text())
                .contains("Document app", "From localhost", "localhost:53124")
                .containsIgnoringCase("an app on this computer");
        String code = Oauth.query(UserAgent.location(oauth.allow(alice, page, "tools:read")))
                .get("code");
        String client = "client_id=" + CANARY.url(path);
        Map<String, Object> tokens = Oauth.json(oauth.token(code, client, REDIRECT));
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("client_id", CANARY.url(path));

        assertThat(oauth.refresh((String) tokens.get("refresh_token"), client).statusCode())
                .isEqualTo(200);
        assertThat(CANARY.hits(path)).isEqualTo(1);
        assertThat(Oauth.json(new UserAgent().get(oauth.server().url("/.well-known/oauth-authorization-server"))))
                .containsEntry("client_id_metadata_document_supported", true);
    }

    @Test
    @DisplayName("ruling 11 M15 fetches nothing for somebody who did not sign in, nor at the token endpoint")
    void fetchesForPeopleAlone() {
        Oauth oauth = oauth();
        String path = path("lazy");
        CANARY.serveJson(path, document(path, ""));
        UserAgent browser = new UserAgent();
        HttpResponse<String> signIn = oauth.follow(browser, request(path));
        assertThat(signIn.uri().getPath()).isEqualTo("/sign-in");
        assertThat(oauth.authorize(new UserAgent(), request(path, "prompt=none"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(oauth.token("x", "client_id=" + CANARY.url(path)).statusCode())
                .isEqualTo(401);
        assertThat(CANARY.hits(path)).isZero();

        HttpResponse<String> page = browser.follow(oauth.signIn(browser, signIn, "alice"));
        assertThat(page.body()).contains("Document app");
        assertThat(CANARY.hits(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @DisplayName("M1 M03 refuses an address that is not of the form, and connects nowhere")
    @ValueSource(
            strings = {
                "http://localhost/c",
                "https://localhost",
                "https://localhost/a/../c",
                "https://localhost/./c",
                "https://localhost/%2e%2e/c",
                "https://localhost/%2E/c",
                "https://localhost/c#",
                "https://localhost/c#f",
                "https://u@localhost/c",
                "https://@localhost/c",
                "https:\\\\localhost\\c",
                "https://localhost/ c",
                "https://localhost/c\t",
                "https://2130706433/c",
                "https://0x7f.1/c",
                "https://0177.0.0.1/c",
                "https://127.1/c",
                "https://127.0.0.1/c",
                "https://[::1]/c",
                "https://①②⑦.0.0.1/c",
                "https://LOCALHOST/c",
                "HTTPS://localhost/c",
                "https://localhost:0/c",
                "https://localhost:65536/c",
                "https://localhost/%zz",
                "https://x.blocked.localhost/c"
            })
    void refusesOtherAddresses(String clientId) {
        assertUnidentified(oauth().authorize(oauth().signedIn("alice"), "client_id=" + clientId, REDIRECT));
    }

    @ParameterizedTest
    @DisplayName("M3 M4 refuses a document that is not this client's, or holds or promises a secret")
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{",
                "{}",
                "{\"client_id\":\"https://localhost/other\",\"client_name\":\"x\",\"redirect_uris\":[\"https://a.test/cb\"]}",
                "{\"client_id\":\"SELF\",\"redirect_uris\":[\"https://a.test/cb\"]}",
                "{\"client_id\":\"SELF\",\"client_name\":\"x\"}",
                "{\"client_id\":\"SELF\",\"client_name\":\"x\",\"redirect_uris\":[]}",
                "{\"client_id\":\"SELF\",\"client_name\":\"x\",\"redirect_uris\":[\"http://a.test/cb\"]}",
                "{\"client_id\":\"SELF\",\"client_name\":\"x\",\"redirect_uris\":[\"https://a.test/cb\"],\"client_secret\":\"s\"}",
                "{\"client_id\":\"SELF\",\"client_name\":\"x\",\"redirect_uris\":[\"https://a.test/cb\"],\"token_endpoint_auth_method\":\"client_secret_basic\"}",
                "{\"client_id\":\"SELF\",\"client_id\":\"SELF\",\"client_name\":\"x\",\"redirect_uris\":[\"https://a.test/cb\"]}",
                "{\"client_id\":\"SELF\",\"client_name\":\"x\",\"redirect_uris\":[\"https://a.test/cb\"],\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}}"
            })
    void refusesOtherDocuments(String body) {
        String path = path("doc" + Math.abs(body.hashCode()));
        CANARY.serveJson(path, body.replace("SELF", CANARY.url(path)));
        UserAgent alice = oauth().signedIn("alice");

        assertUnidentified(oauth().authorize(alice, request(path)));
        // M7: an error is not remembered as a document.
        CANARY.serveJson(path, document(path, ""));
        assertThat(oauth().follow(alice, request(path)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName("M2 M05 M10 follows no redirect and takes 200 with JSON alone")
    @ValueSource(ints = {201, 204, 301, 302, 303, 307, 308, 400, 404, 500})
    void takesOkAlone(int status) {
        String path = path("status" + status);
        String target = path("target" + status);
        CANARY.serveJson(target, document(path, ""));
        CANARY.serve(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Location", CANARY.url(target));
            exchange.getResponseHeaders().set("Refresh", "0; url=" + CANARY.url(target));
            byte[] bytes = document(path, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
            if (status != 204) {
                exchange.getResponseBody().write(bytes);
            }
        });

        assertUnidentified(oauth().authorize(oauth().signedIn("alice"), request(path)));
        assertThat(CANARY.hits(target)).isZero();
    }

    @ParameterizedTest
    @DisplayName("M2 refuses another type, and a compressed answer")
    @ValueSource(strings = {"text/html", "text/plain", "application/octet-stream", "application/json; gzip"})
    void takesJsonAlone(String type) {
        String path = path("type" + Math.abs(type.hashCode()));
        CANARY.serve(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type.replace("; gzip", ""));
            if (type.endsWith("gzip")) {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            }
            byte[] bytes = document(path, "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        assertUnidentified(oauth().authorize(oauth().signedIn("alice"), request(path)));
    }

    @Test
    @DisplayName("M6 M07 stops at 5 KB, declared or not, and at 5 seconds, the body included")
    void boundsTheFetch() {
        UserAgent alice = oauth().signedIn("alice");
        String large = path("large");
        CANARY.serveJson(large, document(large, ",\"pad\":\"" + "a".repeat(6000) + "\""));
        assertUnidentified(oauth().authorize(alice, request(large)));

        String chunked = path("chunked");
        CANARY.serve(chunked, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write(document(chunked, ",\"pad\":\"" + "a".repeat(6000) + "\"")
                            .getBytes(StandardCharsets.UTF_8));
        });
        assertUnidentified(oauth().authorize(alice, request(chunked)));

        String slow = path("slow");
        CountDownLatch done = new CountDownLatch(1);
        CANARY.serve(slow, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try {
                for (byte b : document(slow, "").getBytes(StandardCharsets.UTF_8)) {
                    exchange.getResponseBody().write(b);
                    exchange.getResponseBody().flush();
                    if (done.await(300, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long start = System.nanoTime();
        assertUnidentified(oauth().authorize(alice, request(slow)));
        done.countDown();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    @DisplayName("M7 M8 M11 keeps a document for its time, then reads it anew, and asks again after a change")
    void renews() {
        Oauth oauth = oauth();
        String path = path("changing");
        CANARY.serveJson(path, document(path, ""), "Cache-Control", "max-age=600");
        UserAgent alice = oauth.signedIn("alice");
        String[] web = {"client_id=" + CANARY.url(path), "redirect_uri=https://app.test/cb"};
        oauth.consented(alice, List.of("tools:read"), web);
        assertThat(UserAgent.location(oauth.authorize(alice, web))).startsWith("https://app.test/cb?code=");
        assertThat(CANARY.hits(path)).isEqualTo(1);

        CANARY.serveJson(
                path,
                document(path, "")
                        .replace("Document app", "Renamed app")
                        .replace("\"http://127.0.0.1/callback\",", ""));
        oauth.server().clock().advance(Duration.ofMinutes(11));
        HttpResponse<String> page = oauth.follow(alice, web);
        assertThat(page.body()).contains("Renamed app");
        assertThat(CANARY.hits(path)).isEqualTo(2);
        assertThat(oauth.authorize(alice, "client_id=" + CANARY.url(path), "redirect_uri=http://127.0.0.1:1/callback")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("M10 keeps a stale copy for a client in use, and for no other")
    void keepsAStaleCopy() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        for (String name : List.of("used", "unused")) {
            CANARY.serveJson(path(name), document(path(name), ""));
            assertThat(oauth.follow(alice, request(path(name))).statusCode()).isEqualTo(200);
        }
        oauth.consented(alice, List.of("tools:read"), request(path("used")));
        for (String name : List.of("used", "unused")) {
            CANARY.serve(path(name), exchange -> exchange.sendResponseHeaders(500, -1));
        }
        oauth.server().clock().advance(Duration.ofMinutes(6));

        assertThat(oauth.follow(alice, request(path("used"))).statusCode()).isEqualTo(200);
        assertUnidentified(oauth.authorize(alice, request(path("unused"))));
    }

    @Test
    @DisplayName("ruling 21 the sign-in page lets the browser go on to a client whose document is to be read anew")
    void letsTheBrowserGoOn() {
        Oauth oauth = oauth();
        String path = path("again");
        CANARY.serveJson(path, document(path, ""));
        String[] request = request(path, "redirect_uri=https://app.test/cb");
        oauth.consented(oauth.signedIn("alice"), List.of("tools:read"), request);
        oauth.server().clock().advance(Duration.ofHours(25));

        UserAgent browser = new UserAgent();
        HttpResponse<String> signIn = oauth.follow(browser, request);
        assertThat(signIn.body()).contains("Document app");
        assertThat(signIn.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self' https://app.test");
        assertThat(CANARY.hits(path)).isEqualTo(1);
    }

    @Test
    @DisplayName("M11 says that an administrator vouches for a domain, where one does")
    void saysWhoVouches() {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.addAll(CANARY.arguments());
        arguments.add("--gatehouse.registration.domains[0].domain=localhost");
        arguments.add("--gatehouse.registration.domains[0].trust=allow");
        TestServer server = TestServer.start(arguments);
        try {
            Oauth oauth = new Oauth(server);
            String path = path("vouched");
            CANARY.serveJson(path, document(path, ""));
            HttpResponse<String> page = oauth.follow(oauth.signedIn("alice"), request(path));
            assertThat(Jsoup.parse(page.body()).text())
                    .contains("An administrator of this server vouches for that site");
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("M5 M13 a host that leads to a special-use address is refused like any other fault")
    void refusesSpecialUseAddresses() {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        CANARY.arguments().stream()
                .filter(argument -> !argument.contains("private-hosts"))
                .forEach(arguments::add);
        TestServer production = TestServer.start(arguments);
        try {
            Oauth oauth = new Oauth(production);
            String path = path("special");
            CANARY.serveJson(path, document(path, ""));
            assertUnidentified(oauth.authorize(oauth.signedIn("alice"), request(path)));
            assertUnidentified(oauth.authorize(oauth.signedIn("alice"), "client_id=https://localhost:1/c", REDIRECT));
            assertThat(CANARY.hits(path)).isZero();
        } finally {
            production.close();
        }
    }
}
