package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.client.store.FileCredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import dev.gatehouse.e2e.CommandLineProgram.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse apply}, {@code diff} and {@code export} on the real authorization server. */
class ConfigurationIT {

    /** A document of each kind and more, with {@code %s} for a time to come. */
    private static final String EVERYTHING = resource("everything.yaml")
            .formatted(Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.DAYS));

    private static final String OPS = """
            kind: Client
            client_id: ops
            name: Ops
            auth_method: none
            grant_types: [authorization_code, refresh_token]
            redirect_uris: ["http://127.0.0.1/callback"]
            scopes: [gatehouse.admin.read, gatehouse.admin.write]
            resources: ["%s/admin/api"]
            """;

    /** A program like ours: its id, how it authenticates, and the issuer. */
    private static final String CI = """
            kind: Client
            client_id: %s
            name: Another CI
            auth_method: %s
            grant_types: [client_credentials]
            scopes: [gatehouse.admin.read, gatehouse.admin.write]
            resources: ["%s/admin/api"]
            """;

    private static final String READ_AND_WRITE = "gatehouse.admin.read,gatehouse.admin.write";

    private static final String RULE = """
            kind: Rule
            id: %s
            action: ask
            domain: tools.example.com
            """;

    private static DemoServers servers;

    @TempDir
    private Path folder;

    private CommandLineProgram gatehouse;

    @BeforeAll
    static void startServers(@TempDir Path data) {
        String ci = "--gatehouse.client.clients[0].";
        servers = DemoServers.start(
                data,
                issuer -> List.of(
                        ci + "client-id=ci",
                        ci + "name=CI",
                        ci + "secret=" + CommandLineProgram.SECRET,
                        ci + "grant-types=client_credentials",
                        ci + "scopes=gatehouse.admin.read,gatehouse.admin.write",
                        ci + "resources=" + issuer + "/admin/api"));
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
    void keepsTheServerAsFilesDescribeIt() throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        Path file = files.resolve("everything.yaml");
        Files.writeString(file, EVERYTHING.replace("text: Send mail", "text: ''"));
        Outcome faulty = run("apply", "-f", files.toString());
        assertThat(faulty.status()).as(faulty.err()).isEqualTo(2);
        assertThat(faulty.err()).contains("everything.yaml:8: scopes.1.text");

        Files.writeString(file, EVERYTHING);
        succeed("apply", "-f", files.toString());
        assertThat(succeed("diff", "-f", files.toString()).out()).contains("No differences.");

        Path copy = folder.resolve("copy");
        succeed("export", "-f", copy.toString());
        assertThat(succeed("diff", "--prune", "-f", copy.toString()).out()).contains("No differences.");
        assertThat(everything(copy))
                .contains("client_id: ci", "mode: approve-all", servers.mcpUrl())
                .doesNotContain(CommandLineProgram.SECRET, "secret:");

        Files.writeString(
                file,
                EVERYTHING
                        .replace("status: disabled", "homepage: https://example.com")
                        .replace("risk: read, tools: [list, get]", "risk: read, approval_needed: true, tools: [get]")
                        .replace("mode: approve-all", "mode: open")
                        .replace("action: block", "action: ask")
                        .replace("PT5M", "PT4M"));
        Outcome dry = run("apply", "--dry-run", "-f", files.toString());
        assertThat(dry.status()).as(dry.err()).isEqualTo(1);
        succeed("apply", "-f", files.toString());
        assertThat(succeed("diff", "-f", files.toString()).out()).contains("No differences.");

        Outcome back = succeed("apply", "--prune", "--yes", "-f", copy.toString());
        assertThat(back.out())
                .contains("~ scopes[mail.read].approval_needed: true -> false", "~ mode: open -> approve-all");
        Files.writeString(file, EVERYTHING.substring(0, EVERYTHING.indexOf("---\nkind: Policy")));
        Outcome pruned = succeed("apply", "--prune", "--yes", "-f", files.toString());
        assertThat(pruned.out()).contains("- Server " + servers.mcpUrl(), "The client ci is not described, and stays");
        assertThat(servers.logs()).doesNotContain(CommandLineProgram.SECRET);
    }

    @Test
    void letsAnOwnerWriteAndNobodyWithoutARole() throws IOException {
        succeed("apply", "-f", describe("ops.yaml", OPS).toString());
        Path rule = describe("rule.yaml", RULE.formatted(UUID.randomUUID()));

        Outcome alice = asPerson("apply", rule, gatehouse.alice("--allow", READ_AND_WRITE));
        assertThat(alice.status()).as(alice.err()).isEqualTo(4);
        assertThat(run("diff", "-f", rule.toString()).status())
                .as("nothing was changed")
                .isEqualTo(1);
        Files.deleteIfExists(gatehouse.store());

        Outcome owner = asPerson("apply", rule, gatehouse.administrator("--allow", READ_AND_WRITE), "--dpop");
        assertThat(owner.status()).as(owner.err() + owner.out()).isZero();
        assertThat(succeed("diff", "-f", rule.toString()).out()).contains("No differences.");
        StoredTokens held = new FileCredentialStore(gatehouse.store())
                .read()
                .tokensForResource(servers.issuer() + "/admin/api")
                .orElseThrow();
        assertThat(held.isBound()).isTrue();
        HttpResponse<String> bare =
                servers.send(HttpRequest.newBuilder(URI.create(servers.issuer() + "/admin/api/v1/rules"))
                        .header("Authorization", "Bearer " + held.accessToken()));
        assertThat(bare.statusCode()).as("the token without its key").isEqualTo(401);
        assertThat(servers.logs()).doesNotContain(held.accessToken());
    }

    @Test
    void takesTokensThatAreBoundToAKeyOfThisProgram() throws IOException {
        String client = CI.formatted("bound", "client_secret_basic", servers.issuer());
        succeed(
                "apply",
                "-f",
                describe("bound.yaml", client + "secret: ${env:GATEHOUSE_E2E_SECRET}\ndpop_bound: true\n")
                        .toString());
        Path rule = describe("rule.yaml", RULE.formatted(UUID.randomUUID()));

        Outcome unbound = as("bound", "apply", "-f", rule.toString());
        assertThat(unbound.status()).as(unbound.err()).isEqualTo(3);
        Outcome bound = as("bound", "apply", "-f", rule.toString(), "--dpop");
        assertThat(bound.status()).as(bound.err()).isZero();
    }

    @Test
    void takesAClientThatSignsWithItsKey() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String jwks = "jwks: {keys: [" + key.toPublicJWK().toJSONString() + "]}\n";
        succeed(
                "apply",
                "-f",
                describe("signs.yaml", CI.formatted("signs", "private_key_jwt", servers.issuer()) + jwks)
                        .toString());
        Path rule = describe("rule.yaml", RULE.formatted(UUID.randomUUID()));

        Outcome another = withKey(new ECKeyGenerator(Curve.P_256).generate(), "apply", "-f", rule.toString());
        assertThat(another.status()).as(another.err()).isEqualTo(3);
        Outcome applied = withKey(key, "apply", "-f", rule.toString());
        assertThat(applied.status()).as(applied.err()).isZero();
        Path copy = folder.resolve("copy");
        Outcome exported = withKey(key, "export", "-f", copy.toString());
        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(everything(copy)).contains("client_id: signs", "domain: tools.example.com");
    }

    private Path describe(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text.replace("%s", servers.issuer()));
    }

    /** With the key in a file of PEM, as CI has it. */
    private Outcome withKey(ECKey key, String... arguments) throws Exception {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Path file = Files.writeString(folder.resolve("key.pem"), pem);
        return run("signs", List.of("--client-key", file.toString()), arguments);
    }

    private Outcome asPerson(String command, Path file, String person, String... more) {
        List<String> options = new ArrayList<>(List.of("--grant", "authorization-code", "--timeout", "30"));
        options.addAll(List.of("--store", gatehouse.store().toString(), "--browser", person));
        options.addAll(List.of(more));
        return run("ops", options, command, "-f", file.toString());
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(ConfigurationIT.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String everything(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private Outcome succeed(String... arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.status()).as(outcome.err() + outcome.out()).isZero();
        return outcome;
    }

    private Outcome run(String... arguments) {
        return as("ci", arguments);
    }

    /** As this client, with the secret that all of them have. */
    private Outcome as(String client, String... arguments) {
        return run(client, List.of("--client-secret-env", CommandLineProgram.SECRET_VARIABLE), arguments);
    }

    private Outcome run(String client, List<String> options, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--issuer", servers.issuer(), "--client-id", client));
        all.addAll(options);
        return gatehouse.runPlain(all.toArray(String[]::new));
    }
}
