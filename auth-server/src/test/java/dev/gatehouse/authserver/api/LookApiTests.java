package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.FakeMcp;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

/** A program has a server looked at, with a token for its tools. */
@ParameterizedClass
@EnumSource(Database.class)
@ExtendWith(OutputCaptureExtension.class)
class LookApiTests {

    private static final Canary MCP = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String TOKEN = "look-api-canary.token_~+/==";

    private static final Map<String, String> WITH_TOKEN = Map.of("access_token", TOKEN);

    @Parameter
    Database database;

    private TestServer server;

    private AdminApi api;

    private String path;

    private String look;

    @BeforeEach
    void describe() {
        server = SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(MCP.arguments());
            return TestServer.start(arguments);
        });
        api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
        path = "/" + database;
        String uri = MCP.url(path);
        look = AdminApi.server(uri) + "/look";
        MCP.serveJson(
                "/.well-known/oauth-protected-resource" + path,
                "{\"resource\":\"" + uri + "\",\"scopes_supported\":[\"made:read\"],\"authorization_servers\":[\""
                        + server.issuer() + "\"]}");
        Map<String, Object> scope =
                Map.of("name", "made:read", "text", "Read it", "risk", "read", "tools", List.of("find", "old"));
        api.put(
                AdminApi.server(uri),
                Map.of("uri", uri, "name", "Made", "token_lifetime", "PT5M", "scopes", List.of(scope)),
                AdminApi.NEW);
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private String differences() {
        HttpResponse<String> drift = api.get(look.replace("/look", "/drift"));
        return String.valueOf(Oauth.json(drift).get("differences"));
    }

    @Test
    @DisplayName("its tools are compared with those that permissions name; the token is kept nowhere")
    void comparesTools(CapturedOutput output) {
        FakeMcp mcp = new FakeMcp(true, TOKEN, "{\"name\":\"find\"}", "{\"name\":\"wipe\"}");
        MCP.serve(path, mcp::handle);

        HttpResponse<String> looked = api.post(look, WITH_TOKEN);

        assertThat(looked.statusCode()).as(looked.body()).isEqualTo(200);
        assertThat(Oauth.json(looked)).doesNotContainKeys("tools_problem", "problem");
        assertThat(differences())
                .contains("It has the tools wipe,", "It does not list the tools old,")
                .doesNotContain("find");
        assertThat(looked.body() + AdminApi.stored(server) + looks() + output.getAll())
                .doesNotContain("look-api-canary");

        assertThat(api.post(look, null).statusCode()).isEqualTo(200);
        assertThat(differences()).as("without a token nothing is said of tools").isEqualTo("[]");
        assertThat(mcp.methods()).hasSize(2);
    }

    @Test
    @DisplayName("P10 whoever leads elsewhere or answers no JSON gets the token no further, and the answer says so")
    void saysWhatIsWrong() {
        MCP.serve(path, exchange -> {
            exchange.getResponseHeaders().set("Location", MCP.url("/elsewhere"));
            exchange.sendResponseHeaders(307, -1);
        });
        assertThat(AdminApi.text(api.post(look, WITH_TOKEN), "tools_problem")).contains("It leads elsewhere");
        assertThat(MCP.hits("/elsewhere")).isZero();
        MCP.serveJson(path, "no json");
        HttpResponse<String> looked = api.post(look, WITH_TOKEN);
        assertThat(looked.statusCode()).isEqualTo(200);
        assertThat(AdminApi.text(looked, "tools_problem")).contains("nothing that MCP knows");
        assertThat(differences()).isEqualTo("[]");
    }

    @Test
    @DisplayName("what is no body of a look is refused, and nobody is asked")
    void refusesOtherBodies() {
        int before = MCP.hits(path);
        for (String body : List.of("{\"access_token\":7}", "{\"token\":\"x\"}", "[]", "{", "null")) {
            HttpResponse<String> answer = api.post(look, body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
        }
        assertThat(AdminApi.text(api.post(look, Map.of("access_token", "a b")), "tools_problem"))
                .contains("This is no access token");
        assertThat(MCP.hits(path)).isEqualTo(before);
    }

    private String looks() {
        return server.jdbc()
                .sql("select * from resource_look")
                .query()
                .listOfRows()
                .toString();
    }
}
