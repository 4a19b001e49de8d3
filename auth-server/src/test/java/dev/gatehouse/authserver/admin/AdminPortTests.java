package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.secret.StartRefusal;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.FreePort;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console and the interface for programs at a port of their own, {@code gatehouse.admin.port}. */
class AdminPortTests {

    private static final int PORT = FreePort.next();

    private static TestServer server;

    private static Oauth oauth;

    @BeforeAll
    static void start() throws IOException {
        Path secret = Files.writeString(
                TestServer.temporaryFolder().resolve("secret"), "a-secret-of-the-webhook-of-these-tests");
        List<String> arguments = arguments(
                "--gatehouse.admin.port=" + PORT,
                "--gatehouse.approval.mode=by-rule",
                "--gatehouse.notice.webhook=https://hooks.invalid/",
                "--gatehouse.notice.webhook-secret-file=" + secret);
        // Whoever reaches it is its proxy, and may say where a request came from.
        arguments.addAll(TestServer.behindProxy());
        server = TestServer.start(arguments);
        oauth = new Oauth(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static URI apart(String path) {
        return URI.create("http://127.0.0.1:" + PORT + path);
    }

    private static String machine() {
        return (String) Oauth.json(oauth.post(
                        "/token",
                        Oauth.with(
                                List.of("grant_type=client_credentials"),
                                "resource=" + server.issuer() + "/admin/api",
                                "scope=gatehouse.admin.read"),
                        Oauth.basic("OPS", "ops-secret-ops-secret-ops-secret-ops")))
                .get("access_token");
    }

    @Test
    @DisplayName("L3 P19 one sign-in opens the console at its port, and nothing of it is at the other")
    void consoleIsApart() {
        UserAgent root = oauth.signedIn("root");
        for (String path : List.of("/admin", "/admin/", "/admin/clients", "/admin/nothing", "/admin?x=/sign-in")) {
            assertThat(root.get(server.url(path)).statusCode()).as(path).isEqualTo(404);
            // Nobody learns that there is something: the same for whoever is not signed in.
            assertThat(new UserAgent().get(server.url(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(root.post(server.url("/admin/keys/rotate"), List.of()).statusCode())
                .isEqualTo(404);
        HttpResponse<String> console = root.get(apart("/admin"));
        assertThat(console.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(console.body()).select("h1").text()).isEqualTo("Overview");
        assertThat(root.get(apart("/admin/clients")).statusCode()).isEqualTo(200);
        HttpResponse<String> bob = oauth.signedIn("bob").get(apart("/admin"));
        assertThat(bob.statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("L3 P19 the interface for programs answers at that port alone; what it is called does not change")
    void interfaceIsApart() {
        String bearer = "Bearer " + machine();
        UserAgent program = new UserAgent();
        for (String path : List.of("/admin/api/v1/clients", "/admin/api/v1/openapi.json", "/admin/api/nothing")) {
            HttpResponse<String> answer = program.get(server.url(path), "Authorization", bearer);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.headers().map()).as(path).doesNotContainKey("www-authenticate");
        }
        assertThat(program.get(apart("/admin/api/v1/clients"), "Authorization", bearer)
                        .statusCode())
                .isEqualTo(200);
        assertThat(program.get(apart("/admin/api/v1/clients")).statusCode()).isEqualTo(401);
        HttpResponse<String> metadata = program.get(server.url("/.well-known/oauth-protected-resource/admin/api"));
        assertThat(Oauth.json(metadata)).containsEntry("resource", server.issuer() + "/admin/api");
        HttpResponse<String> published = program.get(apart("/.well-known/oauth-authorization-server"));
        assertThat(Oauth.json(published)).containsEntry("issuer", server.issuer());
    }

    @Test
    @DisplayName(
            "whoever begins at the console's port signs in there and is in the console; elsewhere no link leads to it")
    void linksLeadSomewhere() {
        UserAgent root = new UserAgent();
        HttpResponse<String> signIn = root.follow(root.get(apart("/admin")));
        assertThat(signIn.uri().getPort()).isEqualTo(PORT);
        HttpResponse<String> console = root.follow(
                root.submit(signIn, Map.of("username", List.of("root"), "password", List.of(Oauth.password("root")))));
        assertThat(console.uri()).isEqualTo(apart("/admin"));
        assertThat(console.statusCode()).isEqualTo(200);
        for (String page : List.of("/account", "/account/password")) {
            assertThat(links(root.get(apart(page)))).as(page).contains("/admin");
            assertThat(links(root.get(server.url(page))))
                    .as(page)
                    .contains("/account")
                    .doesNotContain("/admin");
        }
        assertThat(links(root.get(server.url("/")))).doesNotContain("/admin");
        assertThat(links(root.get(apart("/")))).contains("/admin");
    }

    private static List<String> links(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(200);
        return Jsoup.parse(page.body()).select("a[href]").eachAttr("href");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /admin HTTP/1.1|Host: 127.0.0.1:PORT",
                "GET http://127.0.0.1:PORT/admin HTTP/1.1|Host: 127.0.0.1:PORT",
                "GET /admin HTTP/1.1|X-Forwarded-Port: PORT",
                "GET /admin HTTP/1.1|X-Forwarded-Host: 127.0.0.1:PORT",
                "GET /admin HTTP/1.1|Forwarded: host=\"127.0.0.1:PORT\";by=127.0.0.1;for=127.0.0.1",
                "GET /%61dmin HTTP/1.1|X-Forwarded-For: 127.0.0.1",
                "GET /x/../admin HTTP/1.1|X-Original-URL: /admin",
                "GET /./admin HTTP/1.1|X-Rewrite-URL: /admin",
                "GET //admin HTTP/1.1|X-Forwarded-Prefix: /admin",
                "GET /admin;x=1/clients HTTP/1.1|X-Forwarded-Prefix: /admin",
                "GET /sign-in;/../admin HTTP/1.1|X-Forwarded-Prefix: /admin",
                "GET /clients HTTP/1.1|X-Forwarded-Prefix: /admin",
                "POST /admin/keys/rotate HTTP/1.1|X-Forwarded-Port: PORT",
                "GET /admin/api/v1/openapi.json HTTP/1.1|X-Forwarded-Port: PORT"
            })
    @DisplayName("L3 N3 no Host, no header of proxies and no spelling of the address opens it at the other port")
    void nothingFoolsIt(String request) {
        String[] parts = request.replace("PORT", "" + PORT).split("\\|");
        String cookie = "Cookie: gatehouse=" + oauth.signedIn("root").cookies().get("gatehouse");
        RawRequest.Answer answer =
                RawRequest.send(server.url("/").getPort(), parts[0], parts[1] + "\r\n" + cookie + "\r\n");
        assertThat(answer.status()).as(answer.text()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("Overview", "\"openapi\"");
    }

    @Test
    @DisplayName("P19 it listens on this machine alone unless an address is set")
    void listensOnThisMachineAlone() throws IOException {
        try (Socket here = new Socket()) {
            here.connect(new InetSocketAddress("127.0.0.1", PORT), 2000);
            assertThat(here.isConnected()).isTrue();
        }
        try (Socket other = new Socket()) {
            assertThatThrownBy(() -> other.connect(new InetSocketAddress("127.0.0.2", PORT), 2000))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("R5 requests at that port have the same limits as others")
    void hasTheSameLimits() {
        for (int port : new int[] {server.url("/").getPort(), PORT}) {
            assertThat(withHeaderOf(20_000, port)).isEqualTo(200);
            assertThat(withHeaderOf(30_000, port)).isEqualTo(431);
        }
    }

    private static int withHeaderOf(int length, int port) {
        return RawRequest.send(port, "GET / HTTP/1.1", "X-Long: " + "x".repeat(length) + "\r\n")
                .status();
    }

    @Test
    @DisplayName("notices to administrators name the console's page without an address that leads nowhere")
    void noticesNameNoAddress() {
        HttpResponse<String> registered = new UserAgent()
                .send(HttpRequest.newBuilder(server.url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"client_name\":\"Asks\",\"redirect_uris\":"
                                + "[\"https://ask.test/cb\"],\"token_endpoint_auth_method\":\"none\"}")));
        HttpResponse<String> waits = oauth.follow(
                oauth.signedIn("alice"),
                "client_id=" + Oauth.json(registered).get("client_id"),
                "redirect_uri=https://ask.test/cb");
        assertThat(waits.uri().getPath()).startsWith("/approvals/");
        assertThat(server.jdbc()
                        .sql("select body from notice")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("\"url\":\"/admin/approvals\"")
                .doesNotContain(server.issuer() + "/admin");
    }

    @Test
    @DisplayName("D1 under an issuer with a path the console is under it at its port, and nowhere at the other")
    void underAPath() {
        int port = FreePort.next();
        int publicPort = FreePort.next();
        TestServer under = TestServer.start(arguments(
                "--server.port=" + publicPort,
                "--gatehouse.issuer=http://127.0.0.1:" + publicPort + "/auth",
                "--gatehouse.admin.port=" + port));
        try {
            UserAgent root = new Oauth(under).signedIn("root");
            assertThat(root.get(under.url("/admin")).statusCode()).isEqualTo(404);
            assertThat(root.get(under.url("/%61dmin")).statusCode()).isEqualTo(404);
            assertThat(root.get(under.url("/account")).statusCode()).isEqualTo(200);
            assertThat(root.get(URI.create("http://127.0.0.1:" + port + "/auth/admin"))
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            under.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--gatehouse.admin.port=9471 --server.port=9471, must be another port than server.port",
        "--gatehouse.admin.port=9471 --management.server.port=9471, must be another port than server.port",
        "--gatehouse.admin.port=0, must be a port from 1",
        "--gatehouse.admin.port=65536, must be a port from 1",
        "--gatehouse.admin.port=9471 --gatehouse.admin.address=no.such.host.invalid, must be an address",
        "--gatehouse.admin.port=9471 --server.ssl.enabled=true, does not go with server.ssl"
    })
    @DisplayName("P19 refuses to start with a port that cannot be its own, and says so")
    void refusesToStart(String more, String sentence) {
        assertThatThrownBy(() -> TestServer.start(arguments(more.split(" "))).close())
                .rootCause()
                .asInstanceOf(InstanceOfAssertFactories.type(Throwable.class))
                .satisfies(cause -> assertThat(cause).isInstanceOf(StartRefusal.class))
                .satisfies(cause -> assertThat(cause).hasMessageContaining(sentence));
    }
}
