package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter X: the resource, and with it the audience of every token (promise P05). */
class ResourceAttacksTests extends AbstractHostileTests {

    static Stream<Arguments> others() {
        return rows(
                row(
                        "X01",
                        "mcp1.test",
                        "mcp.test",
                        "/mcp",
                        "//mcp1.test/mcp",
                        "https://x#f",
                        "https://mcp1.test/mcp#",
                        "https://mcp1.test/mcp#f",
                        "javascript:1",
                        "https://user@mcp1.test/mcp",
                        "https://mcp1.test@evil.test/mcp",
                        "https://mcp1.test\\@evil.test/mcp",
                        "urn:mcp1",
                        "https://nope.test",
                        "https://mcp1.test/" + "x".repeat(10_000),
                        "https://mcp1.test/mcp\0",
                        "https://mcp1.test/mcp\r\nX: 1",
                        "https://\u217Fcp1.test/mcp",
                        "*",
                        "https://*.test/mcp"),
                row(
                        "X05",
                        Oauth.RS1 + "/",
                        Oauth.RS1 + "?x",
                        Oauth.RS1 + "?",
                        "https://mcp1.test:8443/mcp",
                        "http://mcp1.test/mcp",
                        "https://mcp1.test:/mcp",
                        "https://mcp1.test./mcp",
                        "https://mcp1.test/mcp/../mcp2",
                        "https://mcp1.test/./mcp",
                        "https://mcp1.test//mcp",
                        "https://mcp1.test/mcp-evil",
                        "https://mcp1.test/mc",
                        "https://mcp1.test/",
                        "https://mcp1.test",
                        "https://mcp1.test/MCP",
                        "https://mcp1.test/%6dcp",
                        "https://mcp1.test.evil.test/mcp",
                        " " + Oauth.RS1,
                        Oauth.RS1 + " " + Oauth.RS2,
                        Oauth.RS1 + "," + Oauth.RS2));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("others")
    @DisplayName(
            "X01 X05 refuses what is not the resource's own URI, at authorization, exchange, refresh and for machines")
    void knowsItsResources(String row, String resource) {
        String change = "resource=" + resource;
        if (resource.length() < 5_000) {
            after().refused(() -> caller().authorize(alice(), change)).isRedirect(CALLBACK, "s1", "invalid_target");
        }
        String code = server().code();
        after().refused(() -> caller().token(code, change)).isJson(400, "invalid_target");
        Map<String, Object> tokens = Oauth.json(caller().token(code));
        after().refused(() -> caller().refresh((String) tokens.get("refresh_token"), change))
                .isJson(400, "invalid_target");
        assertRefreshes(tokens.get("refresh_token"));
        after().refused(() -> caller().clientCredentials(change)).isJson(400, "invalid_target");
    }

    @Test
    @DisplayName("X03 P05 what was granted for one resource is not widened to another, asked for or defaulted")
    void widensNothing() {
        String code = server().code("-resource");
        after().refused(() -> caller().token(code, "resource=" + Oauth.RS2)).isJson(400, "invalid_target");
        after().refused(() -> caller().token(code, "+resource=" + Oauth.RS2)).isJson(400, "invalid_target");
        Map<String, Object> tokens = Oauth.json(caller().token(code, "-resource"));
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("aud", Oauth.RS1);
        String refreshToken = (String) tokens.get("refresh_token");
        after().refused(() -> caller().refresh(refreshToken, "resource=" + Oauth.RS2))
                .isJson(400, "invalid_target");
        after().refused(() -> caller().refresh(refreshToken, "resource=" + Oauth.RS1, "+resource=" + Oauth.RS2))
                .isJson(400, "invalid_target");
        Map<String, Object> next = Oauth.json(caller().refresh(refreshToken));
        assertThat(Oauth.claims(next.get("access_token"))).containsEntry("aud", Oauth.RS1);
        assertThat(caller().introspect((String) next.get("access_token"), "RS2").body())
                .isEqualTo("{\"active\":false}");
    }

    @Test
    @DisplayName("X01 ruling 16 two resources at once are none")
    void takesOneResource() {
        after().refused(() -> caller().authorize(alice(), "+resource=" + Oauth.RS2))
                .isRedirect(CALLBACK, "s1", "invalid_target");
        after().refused(() -> caller().authorize(alice(), "+resource=https://nope.test"))
                .isRedirect(CALLBACK, "s1", "invalid_target");
    }

    @ParameterizedTest(name = "X05 {0}")
    @ValueSource(
            strings = {
                "https://MCP1.test/mcp",
                "HTTPS://mcp1.test/mcp",
                "https://mcp1.test:443/mcp",
                "https://mcp1.test/alias"
            })
    @DisplayName("X05 X3 another spelling of the same resource gives a token for its canonical one")
    void issuesTheCanonicalAudience(String resource) {
        String code = server().code("resource=" + resource);
        Map<String, Object> tokens = Oauth.json(caller().token(code, "resource=" + resource));
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("aud", Oauth.RS1);
    }

    @ParameterizedTest(name = "X07 {0}")
    @ValueSource(strings = {"files:read", "files:write", "tools:read files:write", "files:read files:write"})
    @DisplayName("X07 grants no scope of another resource")
    void grantsNoForeignScope(String scope) {
        var page = caller().follow(server().signedIn("bob"), "scope=" + scope, "prompt=consent");
        assertThat(Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("tools:"));
        Answer forged = after().refused(() -> server().signedIn("bob")
                .submit(page, Map.of("decision", List.of("allow"), "scope", List.of("files:write"))));
        forged.isPage400();
        after().refused(() -> caller().clientCredentials("scope=" + scope)).isJson(400, "invalid_scope");
    }
}
