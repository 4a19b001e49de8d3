package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.store.FileCredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import dev.gatehouse.e2e.CommandLineProgram.Outcome;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's command line, the authorization server and the demo MCP server together, through the real pages. */
class CommandLineIT {

    private static final String READING = "crm.contacts.read,storage.buckets.read";
    private static final String[] TAG = {"tag_contact", "--arg", "contact_id=3", "--arg", "tag=vip"};

    private static DemoServers servers;

    @TempDir
    private Path folder;

    private CommandLineProgram gatehouse;

    @BeforeAll
    static void startServers(@TempDir Path data) {
        servers = DemoServers.start(data);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void beNewHere() {
        gatehouse = new CommandLineProgram(folder, servers.mcpUrl());
    }

    @Test
    @Tag("S1")
    @DisplayName("S1 connects through sign-in and consent, and the tool answers")
    void connectsThroughSignInAndConsentAndTheToolAnswers() {
        Outcome connected = connectForReading();
        assertThat(connected.out()).contains("Gatehouse demo back office", "list_contacts");

        Outcome contacts = gatehouse.run("call", "list_contacts", "--arg", "query=Crane", "--browser", "none");

        assertThat(contacts.status()).describedAs(contacts.err()).isZero();
        assertThat(contacts.out())
                .contains("Mei-Ling Chen", "Paper Crane Studio")
                .doesNotContain("Amara");
    }

    @Test
    @Tag("P4")
    @DisplayName("P4 refuses a tool beyond what was allowed, and runs it after the step-up")
    void refusesAToolBeyondWhatWasAllowedAndRunsItAfterTheStepUp() {
        connectForReading();

        Outcome refused = call("--no-step-up");
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).contains("crm.tags.write");
        assertThat(held().scopes()).containsExactlyInAnyOrder("crm.contacts.read", "storage.buckets.read");

        Outcome denied = call("--browser", gatehouse.alice("--deny"));
        assertThat(denied.status()).isNotZero();
        assertThat(held().scopes()).doesNotContain("crm.tags.write");

        Outcome allowed = call("--browser", gatehouse.alice("--allow", READING + ",crm.tags.write"));
        assertThat(allowed.status()).describedAs(allowed.err()).isZero();
        assertThat(allowed.out()).contains("vip");
        assertThat(held().scopes())
                .containsExactlyInAnyOrder("crm.contacts.read", "storage.buckets.read", "crm.tags.write");
    }

    @Test
    @Tag("P06")
    @DisplayName("P06 gives an agent no more than the person ticked, whatever it asks for")
    void givesAnAgentNoMoreThanThePersonTicked() {
        Outcome connected = gatehouse.run(
                "connect", "--scope", READING + ",mail.send", "--browser", gatehouse.alice("--allow", READING));
        assertThat(connected.status()).describedAs(connected.err()).isZero();

        Outcome whoami = gatehouse.run("whoami");

        assertThat(whoami.status()).describedAs(whoami.err()).isZero();
        assertThat(whoami.out())
                .contains(servers.issuer(), servers.mcpUrl(), "crm.contacts.read")
                .doesNotContain("mail.send");
    }

    @Test
    @Tag("V3")
    @DisplayName("V3 signs out, after which the refresh token is worth nothing")
    void signsOutAfterWhichTheRefreshTokenIsWorthNothing() {
        connectForReading();
        StoredTokens before = held();

        Outcome loggedOut = gatehouse.run("logout");

        assertThat(loggedOut.status()).describedAs(loggedOut.err()).isZero();
        assertThat(new FileCredentialStore(gatehouse.store()).read().tokensForServer(servers.mcpUrl()))
                .isEmpty();
        HttpResponse<String> refreshed = refresh(before);
        assertThat(refreshed.statusCode()).isEqualTo(400);
        assertThat(refreshed.body()).contains("invalid_grant");
    }

    @Test
    @Tag("F1")
    @DisplayName("F1 refreshes as a public client, and the refresh token is another one afterwards")
    void refreshesAsAPublicClient() {
        connectForReading();
        StoredTokens before = held();

        HttpResponse<String> refreshed = refresh(before);

        assertThat(refreshed.statusCode()).describedAs(refreshed.body()).isEqualTo(200);
        assertThat(refreshed.body()).contains("\"refresh_token\"").doesNotContain(refreshToken(before));
    }

    @Test
    @Tag("L1")
    @DisplayName("L1 leaves no token and no password in the servers' logs")
    void leavesNoTokenAndNoPasswordInTheServersLogs() {
        connectForReading();
        call("--no-step-up");

        assertThat(servers.logs())
                .doesNotContain(held().accessToken(), refreshToken(held()), DemoServers.ALICES_PASSWORD);
    }

    private Outcome connectForReading() {
        Outcome connected = gatehouse.run("connect", "--browser", gatehouse.alice("--allow", READING));
        assertThat(connected.status()).describedAs(connected.err()).isZero();
        return connected;
    }

    private Outcome call(String... options) {
        String[] all = new String[TAG.length + options.length];
        System.arraycopy(TAG, 0, all, 0, TAG.length);
        System.arraycopy(options, 0, all, TAG.length, options.length);
        return gatehouse.run("call", all);
    }

    private StoredTokens held() {
        return new FileCredentialStore(gatehouse.store())
                .read()
                .tokensForServer(servers.mcpUrl())
                .orElseThrow();
    }

    private static String refreshToken(StoredTokens tokens) {
        return Objects.requireNonNull(tokens.refreshToken());
    }

    private static HttpResponse<String> refresh(StoredTokens tokens) {
        String form = Map.of(
                        "grant_type", "refresh_token",
                        "client_id", tokens.clientId(),
                        "refresh_token", refreshToken(tokens))
                .entrySet()
                .stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return servers.send(HttpRequest.newBuilder(URI.create(servers.issuer() + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }
}
