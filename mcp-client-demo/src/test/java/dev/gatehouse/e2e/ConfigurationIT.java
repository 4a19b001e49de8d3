package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.CommandLineProgram.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gatehouse apply}, {@code diff} and {@code export} on the real authorization server. */
class ConfigurationIT {

    private static final String EVERYTHING =
            """
            kind: Server
            uri: https://mcp.example.com/mcp
            name: Mail
            token_lifetime: PT300S
            aliases: [https://mail.example.com/mcp]
            scopes:
              - {name: mail.read, text: Read mail, risk: read, tools: [list, get]}
              - {name: mail.send, text: Send mail, risk: destructive, self_registered: false}
            ---
            kind: Client
            client_id: nightly
            name: Nightly
            auth_method: client_secret_basic
            secret: ${env:GATEHOUSE_E2E_SECRET}
            grant_types: [client_credentials]
            scopes: [mail.read]
            resources: [https://mcp.example.com/mcp]
            ---
            kind: Client
            client_id: desktop
            name: Desktop
            auth_method: none
            grant_types: [refresh_token, authorization_code]
            redirect_uris: ["http://127.0.0.1/b", "http://127.0.0.1/a"]
            status: disabled
            ---
            kind: Client
            client_id: signing
            name: Signing
            auth_method: private_key_jwt
            grant_types: [client_credentials]
            jwks: {keys: [{kty: EC, crv: P-256, kid: k, alg: ES256, use: sig,
              x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0}]}
            ---
            kind: Policy
            id: 0c1f64f2-93e4-4d0c-8f0f-6c5f1f7ad9a2
            level: person
            subject: alice
            resource: https://mcp.example.com/mcp
            scopes: [mail.read]
            token_lifetime: PT5M
            ---
            kind: Policy
            id: 1c1f64f2-93e4-4d0c-8f0f-6c5f1f7ad9a2
            level: client
            subject: desktop
            grant_lifetime: P7D
            exemption: {owner: Ann, reason: It runs on her desk, ends_at: "%s"}
            ---
            kind: Rule
            id: 5b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11
            action: block
            domain: Bad.example
            reason: "yes: no"
            ---
            kind: Rule
            id: 6b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11
            action: allow
            scope: mail.read
            resource: https://mcp.example.com/mcp
            group: Staff
            ---
            kind: Mode
            mode: approve-all
            """.formatted(Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.DAYS));

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
    void letsAnOwnerInAndNobodyWithoutARole() throws IOException {
        Path file = Files.writeString(folder.resolve("ops.yaml"), """
                kind: Client
                client_id: ops
                name: Ops
                auth_method: none
                grant_types: [authorization_code, refresh_token]
                redirect_uris: ["http://127.0.0.1/callback"]
                scopes: [gatehouse.admin.read]
                resources: ["%s/admin/api"]
                """.formatted(servers.issuer()));
        succeed("apply", "-f", file.toString());

        Outcome owner = compare(file, gatehouse.administrator());
        Files.delete(gatehouse.store());
        Outcome alice = compare(file, gatehouse.alice());

        assertThat(owner.status()).as(owner.err()).isZero();
        assertThat(owner.out()).contains("No differences.");
        assertThat(alice.status()).as(alice.err()).isEqualTo(4);
    }

    private Outcome compare(Path file, String person) {
        return gatehouse.runPlain(
                "diff",
                "-f",
                file.toString(),
                "--issuer",
                servers.issuer(),
                "--client-id",
                "ops",
                "--grant",
                "authorization-code",
                "--store",
                gatehouse.store().toString(),
                "--timeout",
                "30",
                "--browser",
                person);
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
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of(
                "--issuer",
                servers.issuer(),
                "--client-id",
                "ci",
                "--client-secret-env",
                CommandLineProgram.SECRET_VARIABLE));
        return gatehouse.runPlain(all.toArray(String[]::new));
    }
}
