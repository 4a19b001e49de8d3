package dev.gatehouse.authserver.handshake;

import static dev.gatehouse.authserver.testing.Oauth.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Dpop;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an administrator reads at the cross of each refusal, found by the address it was made from. */
@ParameterizedClass
@EnumSource(Database.class)
class RefusalTests {

    private static final Canary CANARY = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final Map<TestServer, UserAgent> ROOTS = new HashMap<>();

    private static final AtomicInteger ADDRESSES = new AtomicInteger(1);

    @Parameter
    Database database;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private TestServer server() {
        return SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(TestServer.behindProxy());
            arguments.addAll(CANARY.arguments());
            return TestServer.start(arguments);
        });
    }

    private static HttpResponse<String> register(Oauth oauth, String body) {
        return oauth.browser()
                .send(
                        HttpRequest.newBuilder(oauth.server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(body)),
                        "Content-Type",
                        "application/json");
    }

    private static Arguments when(String what, Consumer<Oauth> request, String sentence, String remedy) {
        return arguments(what, request, sentence, remedy);
    }

    private static Arguments authorize(String change, String sentence, String remedy) {
        return when("authorize " + change, oauth -> oauth.authorize(oauth.browser(), change), sentence, remedy);
    }

    private static Arguments registering(String body, String sentence, String remedy) {
        return when("register " + body, oauth -> register(oauth, body), sentence, remedy);
    }

    private static Arguments token(String change, String sentence, String remedy) {
        return when("token " + change, oauth -> oauth.token(oauth.code(), change), sentence, remedy);
    }

    static Stream<Arguments> authorization() {
        return Stream.of(
                authorize("client_id=nobody", "This app is not known here", "connect again: it then registers anew"),
                authorize("redirect_uri=https://else.test/cb", "The redirect URI is not one", "letter by letter"),
                authorize("state=" + "s".repeat(5000), "The state parameter is longer than 4 KB", "short random state"),
                authorize("+state=s2", "A parameter stands twice", "each once"),
                authorize("request=x.y.z", "as a signed object", "plain parameters"),
                authorize("response_type=token", "another answer than a code", "response_type=code"),
                authorize("-response_type", "another answer than a code", "response_type=code"),
                authorize("response_mode=fragment", "in another way than by query", "Leave response_mode out"),
                authorize("-code_challenge", "does not use PKCE", "Switch PKCE with S256 on"),
                authorize("-code_challenge_method", "PKCE without S256", "code_challenge_method=S256"),
                authorize("code_challenge=short", "not the base64url of a SHA-256", "43 characters"),
                authorize("resource=https://else.test/mcp", "asks for an MCP server that is not known", "add an alias"),
                authorize("max_age=soon", "no number of seconds", "whole seconds"),
                authorize("dpop_jkt=short", "a key by a dpop_jkt that is none", "SHA-256 thumbprint"),
                authorize(
                        "request_uri=urn:ietf:params:oauth:request_uri:gone",
                        "that the client sent ahead was used already",
                        "later than 90 seconds"),
                when("push without PKCE", oauth -> oauth.push("-code_challenge"), "does not use PKCE", "Switch PKCE"),
                token("DPoP: x", "proof of the client's key", "typ dpop+jwt"),
                when(
                        "a proof without nonce",
                        oauth -> {
                            Dpop dpop = new Dpop(oauth.server());
                            oauth.token(oauth.code(), Dpop.header(dpop.proof("/token", claims -> claims)));
                        },
                        "lacked a current nonce",
                        "use_dpop_nonce"),
                when(
                        "no proof for a client that needs one",
                        oauth -> {
                            String[] bound = {"client_id=BOUND", "redirect_uri=https://bound.test/cb"};
                            oauth.token(oauth.code(bound), bound);
                        },
                        "and the client showed none",
                        "Use a client that has DPoP"),
                authorize("prompt=sometimes", "prompt parameter has a value", "leave prompt out"),
                when(
                        "scopes that cannot be granted",
                        oauth -> {
                            oauth.server()
                                    .jdbc()
                                    .sql("update client set scope = 'tools:gone' where client_id = 'PUBQ'")
                                    .update();
                            oauth.server().forgetClients();
                            oauth.authorize(oauth.browser(), "client_id=PUBQ", "redirect_uri=https://app.test/cb?x=1");
                        },
                        "None of the scopes that were asked for",
                        "Compare the scopes"),
                authorize("prompt=none", "nobody is signed in", "without prompt=none"),
                authorize("client_id=http://inside.test/x", "not like that of a metadata document", "an https address"),
                when(
                        "prompt=none before consent",
                        oauth -> oauth.authorize(
                                oauth.signedIn("bob"),
                                "client_id=OTHER",
                                "redirect_uri=https://other.test/cb",
                                "prompt=none"),
                        "the person has not allowed this yet",
                        "without prompt=none"),
                when(
                        "a document that is not there",
                        oauth -> oauth.authorize(oauth.signedIn("alice"), "client_id=" + CANARY.url("/missing.json")),
                        "was not handed out",
                        "pin a copy"),
                when(
                        "a document of another form",
                        oauth -> {
                            CANARY.serveJson("/odd.json", "{\"client_id\":\"https://else.test/x\"}");
                            oauth.authorize(oauth.signedIn("alice"), "client_id=" + CANARY.url("/odd.json"));
                        },
                        "document could not be used",
                        "The reason names what is wrong"),
                when(
                        "a wrong password",
                        oauth -> {
                            UserAgent browser = oauth.browser();
                            browser.submit(
                                    browser.follow(oauth.authorize(browser)),
                                    Map.of("username", List.of("alice"), "password", List.of("wrong-password")));
                        },
                        "The username or the password was wrong",
                        "The person tries again"),
                when(
                        "a denial",
                        oauth -> {
                            UserAgent browser = oauth.signedIn("bob");
                            HttpResponse<String> page = oauth.follow(browser, "prompt=consent");
                            browser.submit(page, Map.of("decision", List.of("deny")));
                        },
                        "The person said no",
                        "Nothing is broken"),
                when(
                        "a second answer",
                        oauth -> {
                            UserAgent browser = oauth.signedIn("bob");
                            HttpResponse<String> page = oauth.follow(browser, "prompt=consent");
                            browser.submit(page, Map.of("decision", List.of("deny")));
                            browser.submit(page, Map.of("decision", List.of("deny")));
                        },
                        "answered twice",
                        "in the browser that opens"),
                when(
                        "a forged answer",
                        oauth -> {
                            UserAgent browser = oauth.signedIn("bob");
                            HttpResponse<String> page = oauth.follow(browser, "prompt=consent");
                            browser.submit(page, Map.of("decision", List.of("allow"), "form_token", List.of("forged")));
                        },
                        "opened before signing in or out",
                        "keeps cookies"));
    }

    static Stream<Arguments> registration() {
        return Stream.of(
                registering(
                        "{\"redirect_uris\":[]}", "A redirect URI of the registration", "https addresses or loopback"),
                registering("{\"redirect_uris\":[\"javascript:x\"]}", "redirect", "https addresses or loopback"),
                registering("[]", "The body must be a JSON object", "mend what the reason says"),
                registering(
                        "{\"redirect_uris\":[\"https://a.test/cb\"],\"token_endpoint_auth_method\":\"tls_client_auth\"}",
                        "token_endpoint_auth_method must be none",
                        "mend what the reason says"),
                registering(
                        "{\"redirect_uris\":[\"cursor://x/cb\"]}",
                        "have a scheme of an app",
                        "private-use-redirect-uris"),
                registering(
                        "{\"redirect_uris\":[\"https://a.test/cb\"],\"software_statement\":\"x\"}",
                        "No issuer of software statements",
                        "mend what the reason says"),
                when(
                        "a form instead of JSON",
                        oauth -> oauth.post("/register", Oauth.with(List.of("a=b"))),
                        "The registration is no JSON",
                        "Content-Type application/json"),
                when(
                        "managing without the token",
                        oauth -> oauth.browser().get(oauth.server().url("/register/somebody")),
                        "is not this client's",
                        "registration_access_token"));
    }

    static Stream<Arguments> tokens() {
        return Stream.of(
                token("-code_verifier", "without the PKCE verifier", "43 to 128 characters"),
                token(
                        "code_verifier=" + "w".repeat(43),
                        "not the one that the challenge was made from",
                        "keep verifier and code together"),
                token("code=nonsense", "not one that this client got here", "decoded once"),
                token("redirect_uri=https://else.test/cb", "at the token request is not the one", "or leave it out"),
                token(
                        "resource=" + Oauth.RS2,
                        "for another MCP server than the one that was allowed",
                        "slash by slash"),
                token("grant_type=password", "a kind of grant that there is not", "grant_types_supported"),
                token("grant_type=client_credentials", "not registered for this kind of grant", "Register it again"),
                when(
                        "an unknown client",
                        oauth -> oauth.token("x", "client_id=nobody-there"),
                        "There is no client of this name",
                        "it then registers anew"),
                when(
                        "a client without its secret",
                        oauth -> oauth.token("x", "client_id=CONF"),
                        "registered with a secret but came without it",
                        "token_endpoint_auth_method none"),
                token("+client_secret=x", "by another method", "Let it use the method"),
                token("client_assertion=x", "assertion cannot be read", "client_assertion_type"),
                token("-client_id", "does not say which client", "Let it send client_id"),
                token("-code", "lacks a parameter", "mend what the reason names"),
                when(
                        "a wrong secret",
                        oauth -> oauth.post(
                                "/token",
                                Oauth.with(List.of("grant_type=client_credentials")),
                                Oauth.basic("M2M", "wrong")),
                        "secret is not the one that it got here",
                        "Put the current secret"),
                when(
                        "an unreadable header",
                        oauth -> oauth.post(
                                "/token",
                                Oauth.with(List.of("grant_type=client_credentials")),
                                "Authorization",
                                "Basic !!"),
                        "Authorization header cannot be read",
                        "base64 of client_id:client_secret"),
                when(
                        "two authentications",
                        oauth -> oauth.post(
                                "/token", Oauth.with(List.of("client_secret=x")), Oauth.basic("M2M", "wrong")),
                        "authenticated by two methods",
                        "in one place only"),
                when(
                        "a code twice",
                        oauth -> {
                            String code = oauth.code();
                            oauth.token(code);
                            oauth.token(code);
                        },
                        "code was used a second time",
                        "sends its token request twice"),
                when(
                        "an old code",
                        oauth -> {
                            String code = oauth.code();
                            oauth.server().clock().advance(Duration.ofMinutes(2));
                            oauth.token(code);
                        },
                        "The code was too old",
                        "gatehouse.token.code-lifetime"),
                when(
                        "an unknown refresh token",
                        oauth -> oauth.refresh("nonsense"),
                        "refresh token is not one that this client got",
                        "each keeps its own tokens"),
                when(
                        "a refresh token twice",
                        oauth -> {
                            String refreshToken = (String) oauth.tokens().get("refresh_token");
                            oauth.refresh(refreshToken);
                            oauth.refresh(refreshToken);
                        },
                        "A refresh token was used a second time",
                        "refresh one at a time"),
                when(
                        "an old refresh token",
                        oauth -> {
                            String refreshToken = (String) oauth.tokens().get("refresh_token");
                            oauth.server().clock().advance(Duration.ofHours(25));
                            oauth.refresh(refreshToken);
                        },
                        "refresh token was too old",
                        "gatehouse.token.refresh-idle"),
                when(
                        "more scope than allowed",
                        oauth -> oauth.refresh((String) oauth.tokens().get("refresh_token"), "scope=tools:write"),
                        "more than the person allowed",
                        "those of its last answer"),
                when(
                        "a client that may not use the resource",
                        oauth -> oauth.clientCredentials("resource=" + Oauth.RS2),
                        "names no MCP server that it may use",
                        "default resource"),
                when(
                        "a question about a token by somebody else",
                        oauth -> oauth.post(
                                "/introspect",
                                Oauth.with(List.of("token=x")),
                                Oauth.basic("M2M", "m2m-secret-m2m-secret-m2m-secret-m2m")),
                        "may not ask about tokens",
                        "introspects setting"),
                when(
                        "JSON instead of a form",
                        oauth -> oauth.browser()
                                .send(
                                        HttpRequest.newBuilder(oauth.server().url("/token"))
                                                .POST(HttpRequest.BodyPublishers.ofString("{}")),
                                        "Content-Type",
                                        "application/json"),
                        "in another form than the endpoint reads",
                        "application/x-www-form-urlencoded"),
                when(
                        "GET instead of POST",
                        oauth -> oauth.browser().get(oauth.server().url("/token")),
                        "not called by POST",
                        "use POST"),
                when(
                        "parameters in the address",
                        oauth -> oauth.post("/token?grant_type=refresh_token", Oauth.with(List.of("client_id=PUB"))),
                        "in the address instead of the body",
                        "in the body"),
                when(
                        "a parameter twice",
                        oauth -> oauth.token("x", "+client_id=PUB"),
                        "A parameter stands twice",
                        "each once"),
                when("too large a body", oauth -> oauth.token("c".repeat(70_000)), "larger than is read", "send less"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"authorization", "registration", "tokens"})
    @DisplayName("each refusal says in plain words what happened and what to change")
    void explains(String what, Consumer<Oauth> request, String sentence, String remedy) {
        String address = "203.0.113." + ADDRESSES.getAndIncrement();
        Oauth oauth = new Oauth(server());
        request.accept(oauth.from(address));

        Element cross = cross(oauth, address);

        assertThat(cross.text()).contains(sentence).contains("What to change").contains(remedy);
    }

    /** The last refusal that an administrator sees on the timeline which this search finds alone. */
    private static Element cross(Oauth oauth, String search) {
        UserAgent root = root(oauth);
        Document list = page(root, oauth, "/admin/handshakes?show=refused&q=" + search);
        assertThat(list.select(".handshakes > li")).as(list.text()).hasSize(1);
        String href = list.select(".handshakes a").attr("href");
        Document timeline = page(root, oauth, href);
        return Objects.requireNonNull(timeline.select(".timeline > li.refused").last(), timeline::text);
    }

    /** Signed in once, and again only when a test let that sign-in run out. */
    private static UserAgent root(Oauth oauth) {
        UserAgent known = ROOTS.get(oauth.server());
        if (known == null || known.get(oauth.server().url("/admin/handshakes")).statusCode() != 200) {
            known = oauth.signedIn("root");
            ROOTS.put(oauth.server(), known);
        }
        return known;
    }

    private static Document page(UserAgent browser, Oauth oauth, String path) {
        HttpResponse<String> response = browser.get(oauth.server().url(path));
        assertThat(response.statusCode()).isEqualTo(200);
        return Jsoup.parse(response.body());
    }

    @Test
    @DisplayName(
            "ruling 18: a client that registered without a method and comes without its secret is refused, with the remedy")
    void tellsOfTheSecretThatIsMissing() {
        Oauth oauth = new Oauth(server()).from("203.0.113." + ADDRESSES.getAndIncrement());
        Map<String, Object> registered =
                json(register(oauth, "{\"client_name\":\"Forgetful\",\"redirect_uris\":[\"https://app.test/cb\"]}"));
        assertThat(registered).containsEntry("token_endpoint_auth_method", "client_secret_basic");
        String client = "client_id=" + registered.get("client_id");
        HttpResponse<String> answer = oauth.token(oauth.code(client), client);
        assertThat(answer.statusCode()).isEqualTo(401);

        Element cross = cross(new Oauth(server()), (String) json(answer).get("reference"));

        assertThat(cross.text())
                .contains("Refused at the token")
                .contains("registered with a secret but came without it")
                .contains("token_endpoint_auth_method none: left out, that means client_secret_basic");
        // RFC 6749 section 5.2: the caller learns none of that.
        assertThat(answer.body()).doesNotContain("secret").contains("Client authentication failed");
    }

    @Test
    @DisplayName("a client that was switched off, and one that was removed, are told apart")
    void tellsSwitchedOffFromGone() {
        Oauth oauth = new Oauth(server()).from("203.0.113." + ADDRESSES.getAndIncrement());
        String id = (String) json(register(
                        oauth, "{\"redirect_uris\":[\"https://app.test/cb\"],\"token_endpoint_auth_method\":\"none\"}"))
                .get("client_id");
        oauth.server()
                .jdbc()
                .sql("update client set status = 'DISABLED' where client_id = ?")
                .param(id)
                .update();
        oauth.server().forgetClients();
        oauth.token("x", "client_id=" + id);
        assertThat(cross(new Oauth(server()), id).text())
                .contains("switched this client off", "once it is switched on");
        String page = oauth.authorize(oauth.browser(), "client_id=" + id).body();
        assertThat(cross(
                                new Oauth(server()),
                                Jsoup.parse(page).select(".fine .mono").text())
                        .text())
                .contains("switched this client off");
    }
}
