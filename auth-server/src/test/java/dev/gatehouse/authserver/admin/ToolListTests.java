package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.FakeMcp;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An MCP server is asked for its tools with a token that an owner pastes, in the console. */
@ParameterizedClass
@EnumSource(Database.class)
@ExtendWith(OutputCaptureExtension.class)
class ToolListTests {

    private static final Canary MCP = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final AtomicInteger PATHS = new AtomicInteger();

    private static final String TOKEN = "eyJ-tool-list-canary." + "x".repeat(1500) + "_~+/==";

    private static final String FIND =
            "{\"name\":\"find\",\"title\":\"Find <b>one</b>\",\"annotations\":{\"readOnlyHint\":true}}";

    private static final String TAG = "{\"name\":\"tag\",\"annotations\":{\"destructiveHint\":false}}";

    private static final String WIPE =
            "{\"name\":\"wipe\",\"inputSchema\":{\"type\":\"object\"}},{\"name\":\"lies\",\"annotations\":"
                    + "{\"readOnlyHint\":true,\"destructiveHint\":true}},{\"name\":\"\"},{\"name\":7},{\"name\":\"a\\u0000b\"},5";

    @Parameter
    Database database;

    private TestServer server;

    private UserAgent root;

    private String path;

    private String uri;

    @BeforeEach
    void signIn() {
        server = SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(MCP.arguments());
            arguments.add("--gatehouse.outbound.timeout=2s");
            return TestServer.start(arguments);
        });
        root = new Oauth(server).signedIn("root");
        path = "/tools" + PATHS.incrementAndGet();
        uri = MCP.url(path);
        MCP.serveJson(
                "/.well-known/oauth-protected-resource" + path,
                "{\"resource\":\"" + uri + "\",\"resource_name\":\"Contacts\",\"scopes_supported\":[\"contacts:read\"],"
                        + "\"authorization_servers\":[\"" + server.issuer() + "\"]}");
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private HttpResponse<String> submit(HttpResponse<String> page, String action, Map<String, String> values) {
        Document document = Jsoup.parse(page.body(), page.uri().toString());
        Element form = document.selectFirst("form[action$=" + action + "]");
        Map<String, String> fields = new LinkedHashMap<>();
        form.select("input:not([type=checkbox])").forEach(input -> fields.put(input.attr("name"), input.val()));
        form.select("select")
                .forEach(select -> fields.put(
                        select.attr("name"),
                        select.select("option[selected]").isEmpty()
                                ? select.select("option").val()
                                : select.select("option[selected]").val()));
        fields.putAll(values);
        return root.post(server.url(action), List.copyOf(fields.entrySet()));
    }

    private HttpResponse<String> ask(String token) {
        HttpResponse<String> page = submit(
                root.get(server.url("/admin/servers/add")),
                "/admin/servers/add",
                Map.of("uri", uri, "access_token", token));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("tool-list-canary");
        return page;
    }

    private HttpResponse<String> one() {
        return root.get(
                server.url("/admin/servers/one?uri=" + uri.replace(":", "%3A").replace("/", "%2F")));
    }

    private void proposes(FakeMcp mcp, CapturedOutput output) {
        MCP.serve(path, mcp::handle);
        HttpResponse<String> page = ask(" Bearer " + TOKEN + " ");
        assertThat(Jsoup.parse(page.body())
                        .select("section[aria-labelledby=tools] li")
                        .eachText())
                .containsExactly(
                        "Find <b>one</b>readsfind",
                        "tagchangestag",
                        "wipemay destroy or sendwipe",
                        "liesmay destroy or sendlies");

        HttpResponse<String> added =
                submit(page, "/admin/servers", Map.of("text_0", "See contacts", "tools_0", "find, old  find"));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        assertThat(Jsoup.parse(one().body()).text()).contains("opens find, old");
        assertThat(one().body()).doesNotContain("does not list");
        assertThat(submit(one(), "/admin/servers/look", Map.of("access_token", TOKEN))
                        .statusCode())
                .isEqualTo(303);
        Document drift = Jsoup.parse(one().body());
        assertThat(drift.text())
                .contains("It has the tools tag, wipe, lies, which no permission here names")
                .contains("It does not list the tools old, which permissions here name", "Find <b>one</b>");
        assertThat(drift.select("input[name=access_token]"))
                .hasSize(1)
                .allSatisfy(field -> assertThat(
                                List.of(field.attr("type"), field.attr("autocomplete"), field.attr("value")))
                        .containsExactly("password", "off", ""));
        assertThat(stored()).doesNotContain("tool-list-canary").contains("wipe");
        assertThat(output.getAll()).doesNotContain("tool-list-canary");

        assertThat(submit(one(), "/admin/servers/look", Map.of()).statusCode()).isEqualTo(303);
        assertThat(Jsoup.parse(one().body()).text())
                .as("without a token nothing is said of tools")
                .doesNotContain("It does not list")
                .contains("It agrees with what is set up here");
    }

    private String stored() {
        return String.join("\n", server.jdbc().sql("""
                        select event_json from audit_entry union all
                        select concat(found_json, tools_json, problem) from resource_look""").query(String.class).list());
    }

    @Test
    @DisplayName("MCP 2026-07-28: tools are listed without a session, proposed with what they can do, and compared")
    void listsWithoutASession(CapturedOutput output) {
        FakeMcp mcp = new FakeMcp(true, TOKEN, FIND + "," + TAG, WIPE);
        proposes(mcp, output);
        assertThat(mcp.methods()).containsOnly("tools/list").hasSize(4);
    }

    @Test
    @DisplayName("before that: a session is begun, and streams of events that do not end are read as far as needed")
    void listsInASession(CapturedOutput output) {
        FakeMcp mcp = new FakeMcp(false, TOKEN, FIND + "," + TAG, WIPE);
        proposes(mcp, output);
        assertThat(mcp.methods().subList(0, 5))
                .containsExactly("tools/list", "initialize", "notifications/initialized", "tools/list", "tools/list");
    }

    private static HttpHandler answers(int status, String type, String body, String... headers) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    @Test
    @DisplayName("P10 whatever a server answers in place of its tools is a sentence with what to do")
    void saysWhatIsWrong() {
        String json = "application/json";
        Map<HttpHandler, String> hostile = new LinkedHashMap<>();
        hostile.put(answers(401, json, ""), "did not take the token (status 401)");
        hostile.put(answers(403, "text/html", "<p>"), "did not take the token (status 403)");
        hostile.put(answers(404, json, ""), "answered with the status 404");
        hostile.put(answers(503, json, ""), "Try again later");
        hostile.put(answers(307, json, "", "Location", MCP.url("/elsewhere")), "It leads elsewhere");
        hostile.put(answers(200, "text/html", "<html>"), "answered nothing that MCP knows");
        hostile.put(answers(200, json, "no json"), "answered nothing that MCP knows");
        hostile.put(answers(200, json, "[".repeat(20_000)), "answered nothing that MCP knows");
        hostile.put(answers(200, json, "[]"), "answered nothing that MCP knows");
        hostile.put(answers(200, json, "{}", "Content-Encoding", "gzip"), "answered nothing that MCP knows");
        hostile.put(
                answers(200, json, "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{\"tools\":[]}}"),
                "answered nothing that MCP knows");
        hostile.put(answers(200, json, " ".repeat(600_000)), "larger than 500000 bytes");
        hostile.put(
                answers(200, json, "{\"id\":null,\"error\":{\"code\":\"x\",\"message\":\"<script>evil\"}}"),
                "with the error 0");
        hostile.put(
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    try {
                        for (int i = 0; i < 40; i++) {
                            exchange.getResponseBody().write(":\n\n".getBytes(StandardCharsets.UTF_8));
                            exchange.getResponseBody().flush();
                            Thread.sleep(100);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "No whole answer within 2 seconds");
        hostile.forEach((handler, sentence) -> {
            MCP.serve(path, handler);
            HttpResponse<String> page = ask(TOKEN);
            assertThat(Jsoup.parse(page.body()).select(".note").text())
                    .contains("Its tools could not be read.", sentence)
                    .doesNotContain("evil");
            assertThat(Jsoup.parse(page.body()).select("section[aria-labelledby=tools]"))
                    .isEmpty();
        });
        assertThat(MCP.hits("/elsewhere")).isZero();
    }

    @Test
    @DisplayName("endless pages end, and what is no token is sent nowhere")
    void isBounded() {
        AtomicInteger pages = new AtomicInteger();
        MCP.serve(path, exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = request.replaceAll("(?s).*\"id\":([0-9]+).*", "$1");
            int page = pages.incrementAndGet();
            answers(
                            200,
                            "application/json",
                            "{\"id\":" + id + ",\"result\":{\"tools\":[{\"name\":\"t" + page + "\"}],\"nextCursor\":\"n"
                                    + page + "\"}}")
                    .handle(exchange);
        });
        assertThat(Jsoup.parse(ask(TOKEN).body()).text()).contains("10 tools");
        assertThat(pages).hasValue(10);
        for (String none : List.of("a b", "tök", "x".repeat(5000), "a\r\nX-Evil: 1")) {
            assertThat(Jsoup.parse(ask(none).body()).text()).contains("This is no access token");
        }
        assertThat(pages).hasValue(10);
    }

    private static String opened(String name, String annotations, String schemes) {
        return "{\"name\":\"" + name + "\",\"annotations\":{" + annotations + "}," + schemes + "}";
    }

    private static String oauth2(String... scopes) {
        return "\"securitySchemes\":[{\"type\":\"noauth\",\"scopes\":[\"never\"]},5,{\"type\":\"oauth2\",\"scopes\":[\""
                + String.join("\",\"", scopes) + "\",7]}]";
    }

    /** Two that its metadata's scope opens, one of an own scope, and one that names what could not be registered. */
    private static final String OPENED = String.join(
            ",",
            opened("find", "\"readOnlyHint\":true", oauth2("contacts:read")),
            opened("wipe", "\"destructiveHint\":true", "\"_meta\":{" + oauth2("contacts:read", "contacts:wipe") + "}"),
            opened("odd", "\"readOnlyHint\":true", oauth2("*", "gatehouse.admin.write", "two words")));

    @Test
    @DisplayName("the scopes that tools name are proposed with them, as bad as the worst of them, and compared")
    void readsTheScopesOfTools() {
        MCP.serve(path, new FakeMcp(true, TOKEN, OPENED, FIND)::handle);
        HttpResponse<String> page = ask(TOKEN);
        Document proposed = Jsoup.parse(page.body());
        assertThat(proposed.select("input[name^=scope_]").eachAttr("value"))
                .containsExactly("contacts:read", "contacts:wipe", "");
        assertThat(proposed.select("input[name^=tools_]").eachAttr("value")).containsExactly("find wipe", "wipe", "");
        assertThat(proposed.select("select[name^=risk_] option[selected]").eachAttr("value"))
                .containsExactly("DESTRUCTIVE", "DESTRUCTIVE", "READ");

        // The owner knows better: they are divided otherwise.
        assertThat(submit(
                                page,
                                "/admin/servers",
                                Map.of("risk_0", "READ", "text_0", "See", "tools_0", "wipe odd", "scope_1", ""))
                        .statusCode())
                .isEqualTo(303);
        submit(one(), "/admin/servers/look", Map.of("access_token", TOKEN));
        assertThat(Jsoup.parse(one().body()).text())
                .contains("It has the tools find, which no permission here names")
                .contains("Its tools ask for contacts:wipe, which nobody can be granted")
                .doesNotContain("by other permissions");
        assertThat(Jsoup.parse(one().body()).select("a[href*=scope]").eachText())
                .contains("Add contacts:wipe");

        MCP.serve(
                path,
                new FakeMcp(true, TOKEN, opened("wipe", "", oauth2("contacts:wipe")), opened("odd", "", oauth2("*")))
                        ::handle);
        submit(one(), "/admin/servers/look", Map.of("access_token", TOKEN));
        assertThat(Jsoup.parse(one().body()).text())
                .contains("It opens tools by other permissions than those that name them here: wipe (contacts:wipe).");
    }

    @Test
    @DisplayName(
            "a server that does not say what it is may list its tools all the same, and they are kept and compared")
    void keepsToolsWithoutMetadata() {
        MCP.serve(path, new FakeMcp(true, TOKEN, FIND, TAG)::handle);
        HttpResponse<String> page = ask(TOKEN);
        assertThat(submit(page, "/admin/servers", Map.of("text_0", "See contacts", "tools_0", "find"))
                        .statusCode())
                .isEqualTo(303);
        MCP.serve("/.well-known/oauth-protected-resource" + path, answers(404, "text/plain", ""));
        submit(one(), "/admin/servers/look", Map.of("access_token", TOKEN));
        Document look = Jsoup.parse(one().body());
        assertThat(look.text())
                .contains(
                        "It did not say what it is", "2 tools", "It has the tools tag, which no permission here names")
                .doesNotContain("authorization_servers", "It agrees");
    }
}
