package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Clients that nobody here wrote, {@code @modelcontextprotocol/client} and {@code @modelcontextprotocol/sdk} with their
 * own OAuth code, and a real browser in which alice signs in and consents.
 */
@Tag("P20")
class NpmClientIT {

    private static final String READING = "crm.contacts.read";
    private static final String TAGGING = "crm.tags.write";
    private static final String REFRESHING = "authorization_code,refresh_token";
    private static final String NOT_REFRESHING = "authorization_code";

    @TempDir
    private static Path folder;

    private static @Nullable DemoServers servers;
    private static @Nullable DocumentHost documents;

    private static Path chromium;
    private static Path node;
    private static Path script;

    /** Before the first test and not before the class, so that each skipped test is counted as one. */
    @BeforeEach
    void startServers() throws Exception {
        if (servers != null) {
            return;
        }
        chromium = NpmPrograms.chromium();
        node = NpmPrograms.node();
        script = NpmClient.install(NpmPrograms.npm(), Files.createDirectories(folder.resolve("npm")));
        documents = DocumentHost.start(folder);
        servers = DemoServers.start(folder, documents.arguments());
    }

    @AfterAll
    static void stopServers() {
        if (servers != null) {
            servers.close();
        }
        if (documents != null) {
            documents.close();
        }
    }

    @ParameterizedTest(name = "{0}, protocol {1}, {2}")
    @DisplayName("P20 an npm client connects, calls a tool, refreshes a refused token, steps up and calls another tool")
    @CsvSource({
        "client, 2025-11-25, registers",
        "client-2026-07-28, 2026-07-28, registers",
        "client, 2025-11-25, document",
        "client-2026-07-28, 2026-07-28, document"
    })
    void connectsRefreshesAndStepsUp(String library, String protocol, String introduction) throws Exception {
        try (AliceInChromium alice = new AliceInChromium(chromium);
                NpmClient client = start(library, REFRESHING, introduction)) {
            JsonNode first = connect(alice, client, introduction);
            assertThat(first.path("protocol").stringValue()).isEqualTo(protocol);

            assertRefreshed(first, client.next("refreshed"));

            JsonNode tagged = stepUp(alice, client);
            assertThat(scopes(tagged)).contains(READING, TAGGING);
            assertThat(tagged.path("client_id")).isEqualTo(first.path("client_id"));
            assertThat(client.next("last").path("last").toString()).contains("Mei-Ling Chen");
            client.awaitEnd();
        }
    }

    /** This library answers a 403 by refreshing, which brings no scope, and steps up only where it cannot refresh. */
    @ParameterizedTest(name = "sdk, {0}")
    @DisplayName("P20 the older npm client connects and refreshes; its attempt to step up leaves what it has")
    @CsvSource({"registers", "document"})
    void theOlderOneConnectsAndRefreshes(String introduction) throws Exception {
        try (AliceInChromium alice = new AliceInChromium(chromium);
                NpmClient client = start("sdk", REFRESHING, introduction)) {
            JsonNode first = connect(alice, client, introduction);
            assertThat(first.path("protocol").stringValue()).isEqualTo("2025-11-25");

            assertRefreshed(first, client.next("refreshed"));

            JsonNode tagged = client.next("tagged");
            assertThat(tagged.at("/tagged/gaveUp").stringValue()).contains("403");
            assertThat(scopes(tagged)).isEqualTo(scopes(first));
            assertThat(client.next("last").path("last").toString()).contains("Mei-Ling Chen");
            client.awaitEnd();
        }
    }

    /** It asks for what the 403 names alone, and so holds no more than that afterwards. */
    @Test
    @DisplayName("P20 the older npm client steps up where it did not ask for refresh tokens")
    void theOlderOneStepsUpWithoutRefreshToken() throws Exception {
        try (AliceInChromium alice = new AliceInChromium(chromium);
                NpmClient client = start("sdk", NOT_REFRESHING, "registers")) {
            JsonNode first = connect(alice, client, "registers");
            assertThat(first.has("refresh_token")).isFalse();

            assertThat(scopes(stepUp(alice, client))).containsExactly(TAGGING);
        }
    }

    private static NpmClient start(String library, String grantTypes, String introduction) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of(library, Objects.requireNonNull(servers).mcpUrl(), grantTypes));
        if (introduction.equals("document")) {
            arguments.add(Objects.requireNonNull(documents).publish(library));
        }
        return NpmClient.start(node, script, arguments);
    }

    /** From the 401 to the first answer, through registration, sign-in and consent. */
    private static JsonNode connect(AliceInChromium alice, NpmClient client, String introduction) throws Exception {
        Page page = alice.signIn(client.next("open").path("open").stringValue());
        assertThat(page.locator("h1").textContent()).contains("npm test client");
        assertThat(page.locator("main").textContent())
                .contains("127.0.0.1:", Objects.requireNonNull(servers).mcpUrl());
        alice.allowOnly(READING);
        JsonNode first = client.next("first");
        assertThat(first.path("first").toString()).contains("Mei-Ling Chen", "Paper Crane Studio");
        assertThat(first.path("client_id").stringValue())
                .startsWith(introduction.equals("document") ? "https://localhost:" : "gh_");
        assertThat(scopes(first)).contains(READING).doesNotContain(TAGGING);
        return first;
    }

    /** After the access token was refused, with nobody asked. */
    private static void assertRefreshed(JsonNode before, JsonNode after) {
        assertThat(after.path("refreshed").toString()).contains("Mei-Ling Chen");
        assertThat(scopes(after)).isEqualTo(scopes(before));
        for (String token : List.of("access_token", "refresh_token")) {
            assertThat(after.path(token).stringValue())
                    .isNotBlank()
                    .isNotEqualTo(before.path(token).stringValue());
        }
    }

    private static JsonNode stepUp(AliceInChromium alice, NpmClient client) throws Exception {
        alice.open(client.next("open").path("open").stringValue());
        alice.allowAlso(TAGGING);
        JsonNode tagged = client.next("tagged");
        assertThat(tagged.path("tagged").toString()).contains("from-");
        return tagged;
    }

    private static List<String> scopes(JsonNode answer) {
        return List.of(answer.path("scope").stringValue("").split(" "));
    }
}
