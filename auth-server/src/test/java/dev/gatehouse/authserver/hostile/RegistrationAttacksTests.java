package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter R: what a client says of itself when it registers (promises P09 and P10). */
class RegistrationAttacksTests extends AbstractHostileTests {

    private static final String BASE =
            "\"redirect_uris\":[\"https://app.test/cb\"],\"token_endpoint_auth_method\":\"none\"";

    private HttpResponse<String> registering(String member) {
        return register("{" + BASE + "," + member + "}");
    }

    @ParameterizedTest(name = "R01 {0}")
    @ValueSource(
            strings = {
                "jwks_uri",
                "sector_identifier_uri",
                "logo_uri",
                "policy_uri",
                "tos_uri",
                "client_uri",
                "request_uris",
                "initiate_login_uri",
                "backchannel_logout_uri"
            })
    @DisplayName("R01 M5 refuses an address within a network in every member, and connects nowhere")
    void leadsNowhere(String member) {
        try (Tripwire wire = Tripwire.open()) {
            for (String url : Stream.concat(
                            wire.urls().stream(),
                            Stream.of(
                                    "https://app.test:99999/x",
                                    "http://169.254.169.254/latest/meta-data/",
                                    "https://169.254.169.254/",
                                    "https://10.0.0.1/",
                                    "https://metadata.google.internal/",
                                    "https://printer.local/",
                                    "https://[fd00::1]/",
                                    "file:///etc/passwd",
                                    "javascript:alert(1)",
                                    "data:text/html,x",
                                    "gopher://127.0.0.1/"))
                    .toList()) {
                String value = member.equals("request_uris") ? "[\"" + url + "\"]" : "\"" + url + "\"";
                after().refused(() -> registering("\"" + member + "\":" + value))
                        .isJson(400, "invalid_client_metadata");
            }
            // A public one is taken, and not read either.
            registering("\"" + member + "\":\"https://canary.test/\"");
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
    }

    @Test
    @DisplayName("R01 M: a key set at an address of this machine is not read, whoever signs")
    void readsNoKeysFromWithin() {
        try (Tripwire wire = Tripwire.open()) {
            for (String url : wire.urls()) {
                after().refused(() -> register("{\"redirect_uris\":[\"https://app.test/cb\"],"
                                + "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"" + url + "\"}"))
                        .isJson(400, "invalid_client_metadata");
            }
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
    }

    @ParameterizedTest(name = "R03 {0}")
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "\\\"><svg onload=alert(1)>",
                "{{1327*7331}}",
                "${1327*7331}",
                "*{1327*7331}",
                "#{1327*7331}",
                "[[${1327*7331}]]",
                "[(${1327*7331})]",
                "__${1327*7331}__::.x",
                "<%= 1327*7331 %>",
                "javascript:alert(1)",
                "\\u202Emoc.elgoog",
                "Claude\\u200B",
                "a\\r\\nb",
                "\\u0000",
                "<!--",
                "&lt;b&gt;"
            })
    @DisplayName("R03 shows a stranger's name escaped, evaluates nothing, and tells nobody that it is known")
    void showsNamesEscaped(String name) {
        for (String member : List.of("client_name", "client_name#ja", "software_id", "contacts")) {
            String value = member.equals("contacts") ? "[\"" + name + "\"]" : "\"" + name + "\"";
            Answer answer = after().taken(() -> registering("\"" + member + "\":" + value));
            answer.is(201, 400);
            if (answer.status() == 201) {
                String client = "client_id=" + answer.json().get("client_id");
                Answer page = after().ignored(() -> caller().follow(server().signedIn("bob"), client));
                assertThat(page.status()).isEqualTo(200);
                assertThat(page.body()).doesNotContain("<img src=x", "<svg onload", "<!--", "\u202E", "\u200B");
                assertThat(Jsoup.parse(page.body()).text())
                        .doesNotContain("9728237")
                        .contains("app.test");
            }
        }
    }

    @Test
    @DisplayName("R03 cuts a long name, and takes none that is longer than a body")
    void cutsNames() {
        Answer answer = after().taken(() -> registering("\"client_name\":\"" + "n".repeat(10_000) + "\""));
        assertThat((String) answer.json().get("client_name")).hasSizeLessThanOrEqualTo(255);
        after().refused(() -> registering("\"client_name\":\"" + "n".repeat(1_000_000) + "\""))
                .is(413);
    }

    static Stream<Arguments> privileges() {
        return row(
                "R05",
                "\"grant_types\":[\"client_credentials\"]",
                "\"grant_types\":[\"urn:ietf:params:oauth:grant-type:jwt-bearer\"]",
                "\"grant_types\":[\"urn:ietf:params:oauth:grant-type:token-exchange\"]",
                "\"grant_types\":[\"urn:ietf:params:oauth:grant-type:device_code\"]",
                "\"grant_types\":[\"password\"]",
                "\"grant_types\":[\"authorization_code\",\"client_credentials\",\"password\"]",
                "\"scope\":\"admin\"",
                "\"scope\":\"tools:admin\"",
                "\"scope\":\"*\"",
                "\"client_id\":\"PUB\"",
                "\"client_id\":\"https://as.test/c\"",
                "\"client_secret\":\"chosen-chosen-chosen-chosen\"",
                "\"owner\":\"alice\"",
                "\"source\":\"ADMIN\"",
                "\"status\":\"ACTIVE\"",
                "\"require_consent\":false",
                "\"trusted\":true",
                "\"skip_consent\":true",
                "\"introspects\":\"https://mcp1.test/mcp\"",
                "\"resources\":[\"https://mcp2.test/mcp\"]",
                "\"id_token_signed_response_alg\":\"none\"",
                "\"require_pushed_authorization_requests\":false",
                "\"response_types\":[\"code\",\"token\"]",
                "\"response_types\":[\"token\"]",
                "\"registration_access_token\":\"chosen\"",
                "\"client_id_issued_at\":0",
                "\"client_secret_expires_at\":1");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("privileges")
    @DisplayName("R05 a client gets nothing by naming it, and the echo tells what it got")
    void getsNothingByNamingIt(String row, String member) {
        Answer answer = after().taken(() -> registering(member));
        answer.is(201, 400);
        if (answer.status() == 400) {
            answer.isJson(400, "invalid_client_metadata");
            return;
        }
        Map<String, Object> echo = answer.json();
        assertThat(echo)
                .doesNotContainKeys(
                        "client_secret",
                        "owner",
                        "source",
                        "status",
                        "require_consent",
                        "trusted",
                        "skip_consent",
                        "introspects",
                        "resources",
                        "id_token_signed_response_alg",
                        "require_pushed_authorization_requests");
        assertThat((List<?>) echo.get("grant_types"))
                .allMatch(type -> type.equals("authorization_code") || type.equals("refresh_token"));
        assertThat(echo.get("response_types")).isEqualTo(List.of("code"));
        assertThat((String) echo.get("client_id")).isNotEqualTo("PUB").doesNotStartWith("https:");
        assertThat(echo.get("registration_access_token")).isNotEqualTo("chosen");
        assertThat(String.valueOf(echo.get("scope"))).doesNotContain("admin", "*");
        String client = "client_id=" + echo.get("client_id");
        after().refused(() -> caller().post("/token", form("grant_type=client_credentials", client)))
                .isJson(400, "unauthorized_client");
        Answer page = after().ignored(() -> caller().follow(server().signedIn("bob"), client, "scope=tools:admin"));
        assertThat(page.status()).as("P09: consent is asked").isEqualTo(200);
        assertThat(Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value"))
                .containsExactly("tools:read");
    }

    static Stream<Arguments> keySets() throws Exception {
        String ec = Signer.key().toPublicJWK().toJSONString();
        return row(
                "R07",
                "\"jwks\":{\"keys\":[" + ec + "]},\"jwks_uri\":\"https://app.test/jwks\"",
                "\"jwks\":{\"keys\":[" + Signer.key().toJSONString() + "]}",
                "\"jwks\":{\"keys\":["
                        + IntStream.range(0, 200).mapToObj(n -> ec).collect(Collectors.joining(",")) + "]}",
                "\"jwks\":{\"keys\":["
                        + new RSAKeyGenerator(512, true)
                                .generate()
                                .toPublicJWK()
                                .toJSONString() + "]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "\"jwks\":{\"keys\":[null]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
                "\"jwks\":{\"keys\":{}}",
                "\"jwks\":{}",
                "\"jwks\":[]",
                "\"jwks\":\"x\"",
                "\"jwks_uri\":1",
                "\"jwks_uri\":[\"https://app.test/jwks\"]");
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("keySets")
    @DisplayName("R07 takes few, public and strong keys, from one place")
    void refusesOtherKeys(String row, String member) {
        after().refused(() -> registering(member)).isJson(400, "invalid_client_metadata");
        after().refused(() -> register("{\"redirect_uris\":[\"https://app.test/cb\"],"
                        + "\"token_endpoint_auth_method\":\"private_key_jwt\"," + member + "}"))
                .isJson(400, "invalid_client_metadata");
    }

    @ParameterizedTest(name = "R08 {0}")
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "\"x\"",
                "",
                "{",
                "{}x",
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"redirect_uris\":[\"https://evil.test/cb\"]}",
                "{'redirect_uris':['https://app.test/cb']}",
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":1}",
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":[\"x\"]}",
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"grant_types\":\"authorization_code\"}",
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"scope\":[\"x\"]}",
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":\"\\ud800\",\"scope\":1}"
            })
    @DisplayName("R08 reads one JSON object in one way")
    void readsOneObject(String body) {
        after().refused(() -> register(body)).is(400).isJson(400, "invalid_client_metadata", "invalid_redirect_uri");
    }

    @Test
    @DisplayName("R08 P13 ruling 22 bounds the depth")
    void boundsTheDepth() {
        after().refused(() -> registering("\"x\":" + "[".repeat(5000) + "]".repeat(5000)))
                .isJson(400, "invalid_client_metadata");
        after().refused(() -> registering("\"x\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(40)))
                .isJson(400, "invalid_client_metadata");
    }

    @Test
    @DisplayName("R09 R10 a registration is managed by its own token alone, and is gone after its removal")
    void managesItsOwnAlone() {
        Map<String, Object> mine = registered("");
        Map<String, Object> theirs = registered("");
        String access = (String) server().tokens().get("access_token");
        String theirPath = "/register/" + theirs.get("client_id");
        for (String token : List.of((String) mine.get("registration_access_token"), access, "", "x")) {
            for (String method : List.of("GET", "PUT", "DELETE")) {
                Answer answer = after().refused(() -> manage(method, theirPath, token));
                answer.isJson(401, "invalid_token");
                Answer nobodys = after().refused(() -> manage(method, "/register/nobody", token));
                assertThat(nobodys.bodyButForReference()).as("P14").isEqualTo(answer.bodyButForReference());
            }
        }
        for (String path : List.of("/register/PUB", "/register/CONF", "/register/RS1")) {
            after().refused(() -> manage("GET", path, (String) mine.get("registration_access_token")))
                    .isJson(401, "invalid_token");
        }
        String token = (String) theirs.get("registration_access_token");
        after().refused(() -> caller().browser()
                        .send(
                                HttpRequest.newBuilder(server().server().url(theirPath))
                                        .PUT(HttpRequest.BodyPublishers.ofString(
                                                "{" + BASE + ",\"client_id\":\"" + mine.get("client_id") + "\"}")),
                                "Authorization",
                                "Bearer " + token,
                                "Content-Type",
                                "application/json"))
                .isJson(400, "invalid_client_metadata");
        assertThat(manage("DELETE", theirPath, token).statusCode()).isEqualTo(204);
        after().refused(() -> manage("GET", theirPath, token)).isJson(401, "invalid_token");
        after().refused(() -> manage("DELETE", theirPath, token)).isJson(401, "invalid_token");
        after().refused(() -> caller().authorize(alice(), "client_id=" + theirs.get("client_id")))
                .isPage400();
    }

    private HttpResponse<String> manage(String method, String path, String token) {
        return caller().browser()
                .send(
                        HttpRequest.newBuilder(server().server().url(path))
                                .method(method, HttpRequest.BodyPublishers.ofString("{" + BASE + "}")),
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        "application/json");
    }

    @Test
    @DisplayName("R11 P09 a consent to one client is none to its twin with the same name and redirect")
    void asksAgainForATwin() {
        UserAgent bob = server().signedIn("bob");
        String first = "client_id=" + registered("").get("client_id");
        String second = "client_id=" + registered("").get("client_id");
        assertThat(caller().consented(bob, List.of("tools:read"), first)).containsKey("code");
        var remembered = caller().follow(bob, first);
        assertThat(remembered.statusCode()).isEqualTo(302);
        Answer twin = after().ignored(() -> caller().follow(bob, second));
        assertThat(twin.status()).isEqualTo(200);
        assertThat(twin.body()).contains("Fresh app");
        assertThat(Oauth.query(after().ignored(() -> caller().authorize(bob, second, "prompt=none"))
                        .header("Location")
                        .orElseThrow()))
                .containsEntry("error", "consent_required");
    }

    @Test
    @DisplayName("R01 R1 a flood of registrations ends in 429 for its address alone")
    void slowsDownFloods() {
        var flooder = caller().browser();
        int slowed = 0;
        for (int i = 0; i < 140; i++) {
            int status = flooder.send(
                            HttpRequest.newBuilder(server().server().url("/register"))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")),
                            "Content-Type",
                            "application/json")
                    .statusCode();
            assertThat(status).isIn(400, 429);
            slowed += status == 429 ? 1 : 0;
        }
        assertThat(slowed).isPositive();
        assertThat(registered("")).containsKey("client_id");
    }
}
