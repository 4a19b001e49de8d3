package dev.gatehouse.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code apply}, {@code diff} and {@code export} against an API that keeps what it is told. */
class ConfigurationTests extends CommandLineTest {

    private static final String SERVER = "https://mcp.example.com/mcp";
    private static final String RULE = "5b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11";
    private static final String POLICY = "0c1f64f2-93e4-4d0c-8f0f-6c5f1f7ad9a2";
    private static final String HASH = "sha256:" + "ab".repeat(32);

    /** One of each kind; what the server knows as its defaults is left out. */
    private static final String ALL = """
            # The mail server
            kind: Server
            uri: https://mcp.example.com/mcp
            name: Mail
            scopes:
              - name: mail.read
                text: Read mail
                risk: read
              - {name: mail.send, text: Send mail, risk: destructive, tools: [send], approval_needed: true}
            ---
            kind: Client
            client_id: nightly
            name: Nightly
            auth_method: client_secret_basic
            secret: ${env:NIGHTLY}
            grant_types: [client_credentials]
            resources: [https://mcp.example.com/mcp]
            ---
            {"kind": "Policy", "id": "0c1f64f2-93e4-4d0c-8f0f-6c5f1f7ad9a2", "level": "person", "subject": "ann",
             "token_lifetime": "PT300S"}
            ---
            kind: Rule
            id: 5b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11
            action: block
            domain: Bad.Example
            ---
            kind: Mode
            mode: approve-all
            """;

    private static final Map<String, String> SECRETS =
            Map.of("ROBOT", "the-secret-of-the-robot", "NIGHTLY", "nightly-secret-0123456789-0123456789");

    private TestAdminApi api;
    private Path files = Path.of("");

    @BeforeEach
    void serveTheApi() throws IOException {
        as.authMethod = "client_secret_basic";
        api = new TestAdminApi(as);
        files = Files.createDirectory(folder.resolve("files"));
    }

    @Test
    void appliesEachKindInAnOrderInWhichNamesAreKnown() throws IOException {
        write("all.yaml", ALL);

        Outcome applied = gatehouse("apply");

        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(api.changes())
                .containsExactly(
                        "PUT " + TestAdminApi.serverPath(SERVER) + " If-None-Match",
                        "PUT clients/nightly If-None-Match",
                        "PUT policies/" + POLICY + " If-None-Match",
                        "PUT rules/" + RULE + " If-None-Match",
                        "PUT mode If-Match");
        assertThat(api.things.get("clients/nightly").path("secret").asString(""))
                .isEqualTo(SECRETS.get("NIGHTLY"));
        assertThat(api.things.get("rules/" + RULE).path("domain").asString("")).isEqualTo("bad.example");
        assertThat(applied.out()).contains("+ Server " + SERVER, "all.yaml:2", "~ mode: by-rule -> approve-all");
        assertThat(applied.out() + applied.err()).doesNotContain(SECRETS.get("NIGHTLY"), "\u001b");
        assertThat(as.tokenRequests.getFirst())
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("resource", api.resource())
                .containsEntry("scope", "gatehouse.admin.read gatehouse.admin.write");
    }

    @Test
    void findsNoDifferenceAfterwards() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        api.requests.clear();

        Outcome again = gatehouse("apply");
        Outcome compared = gatehouse("diff");

        assertThat(again.status()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).contains("No differences.");
        assertThat(compared.status()).isZero();
        assertThat(api.requests).allMatch(request -> request.startsWith("GET"));
    }

    @Test
    void comparesWithAReadingTokenAndSaysEachValueThatDiffers() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        as.tokenRequests.clear();
        write(
                "all.yaml",
                ALL.replace("risk: read\n", "risk: write\n    tools: [b, a]\n")
                        .replace("[client_credentials]", "[client_credentials, refresh_token]")
                        .replace("name: Nightly", "name: Daily\nhomepage: https://a.example")
                        .replace(", tools: [send]", ""));

        Outcome compared = gatehouse("diff", "--json");
        Outcome read = gatehouse("diff");

        assertThat(compared.status()).as(compared.err()).isEqualTo(1);
        assertThat(read.out())
                .contains(
                        "~ Server " + SERVER,
                        "    ~ scopes[mail.read].risk: read -> write",
                        "    + scopes[mail.read].tools: a",
                        "    - scopes[mail.send].tools: send",
                        "    - default_scope: mail.read",
                        "    + grant_types: refresh_token",
                        "    ~ name: Nightly -> Daily",
                        "    + homepage: https://a.example")
                .doesNotContain("Rule", "Mode", "secret");
        JsonNode report = Json.MAPPER.readTree(compared.out());
        assertThat(report.path("changes")).hasSize(2);
        assertThat(report.path("changes").get(1).path("line").intValue()).isEqualTo(12);
        assertThat(as.tokenRequests).allMatch(request -> request.get("scope").equals("gatehouse.admin.read"));
        assertThat(api.changes()).hasSize(5);
    }

    @Test
    void changesNothingInADryRunButLetsTheServerCheck() throws IOException {
        write("mode.yaml", "kind: Mode\nmode: open\n");

        Outcome dry = gatehouse("apply", "--dry-run");

        assertThat(dry.status()).isEqualTo(1);
        assertThat(api.requests).contains("PUT mode dry_run If-Match");
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void changesNothingWhereTheServerRefusesOneOfThem() throws IOException {
        write("all.yaml", ALL);
        api.refusals.put(
                TestAdminApi.serverPath(SERVER),
                "{'title':'Unprocessable','detail':'No.','errors':[{'pointer':'/scopes/1/text','detail':'is too long'}]}");

        Outcome refused = gatehouse("apply");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("nothing was changed", "all.yaml:9: ", "scopes.1.text: is too long");
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void saysThatSomebodyElseWasFaster() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        write("all.yaml", ALL.replace("Nightly", "Daily").replace("approve-all", "open"));
        api.beforeChange = () -> api.put("mode", TestAdminApi.object("{'mode':'by-rule'}"));

        Outcome late = gatehouse("apply");

        assertThat(late.status()).isEqualTo(6);
        assertThat(late.err()).contains("somebody else changed the Mode meanwhile", "1 of 2 changes", "Run it again");
        assertThat(api.things.get("mode").path("mode").asString("")).isEqualTo("by-rule");
    }

    @Test
    void prunesOnlyKindsThatAreDescribedAndNeverItself() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        api.put("clients/robot", client("robot", "administrator"));
        api.put("clients/old", client("old", "administrator"));
        api.put("clients/self", client("self", "registered"));
        api.put("rules/other", TestAdminApi.object("{'id':'7b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11','action':'ask'}"));
        write("all.yaml", ALL.substring(ALL.indexOf("kind: Client"), ALL.indexOf("---\n{")));
        api.requests.clear();

        assertThat(gatehouse("apply").out()).contains("No differences.");
        Outcome unasked = gatehouse("apply", "--prune");
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err()).contains("add --yes");
        terminal = Optional.of(question -> "no");
        assertThat(gatehouse("apply", "--prune").status()).isEqualTo(1);
        assertThat(api.changes()).isEmpty();
        terminal = Optional.of(question -> "yes");

        Outcome pruned = gatehouse("apply", "--prune");

        assertThat(pruned.status()).as(pruned.err()).isZero();
        assertThat(pruned.out())
                .contains("\u001b[31m- Client old", "The client robot is not described, and stays", "ends 2 grants.");
        assertThat(api.changes()).containsExactly("DELETE clients/old If-Match");
        assertThat(api.things).containsKeys("clients/self", "rules/other", TestAdminApi.serverPath(SERVER));
    }

    @Test
    void removesInTheReverseOrder() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        api.put("clients/old", client("old", "administrator"));
        api.put(
                TestAdminApi.serverPath("https://old.example"),
                TestAdminApi.object("{'uri':'https://old.example','name':'Old','scopes':[]}"));

        gatehouse("apply", "--prune", "--yes");

        assertThat(api.changes().subList(5, 7))
                .containsExactly(
                        "DELETE clients/old If-Match",
                        "DELETE " + TestAdminApi.serverPath("https://old.example") + " If-Match");
    }

    @Test
    void setsTheSecretOfAClientThatIsThereOnlyWhenAskedTo() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        write("all.yaml", ALL.replace("${env:NIGHTLY}", HASH).replace("Nightly", "Daily"));

        gatehouse("apply");
        assertThat(api.things.get("clients/nightly").has("secret")).isFalse();
        Outcome set = gatehouse("apply", "--set-secrets");

        assertThat(set.out())
                .contains("~ Client nightly", "secret: (not shown)")
                .doesNotContain(HASH);
        assertThat(api.things.get("clients/nightly").path("secret").asString(""))
                .isEqualTo(HASH);
    }

    @Test
    void exportsFilesThatApplyReadsBackWithoutADifference() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        api.put("clients/self", client("self", "registered"));
        api.put(
                "clients/odd",
                client("odd", "administrator")
                        .put("name", "true")
                        .put("homepage", "https://a.example/#: x")
                        .putNull("scopes")
                        .put("status", "disabled")
                        .put("jwks", "{ \"keys\": [] }"));
        api.put(
                "clients/~" + Base64.getUrlEncoder().withoutPadding().encodeToString("a/b".getBytes(UTF_8)),
                client("a/b", "administrator"));
        Path copy = folder.resolve("copy");

        Outcome exported = execute(SECRETS, options("export", "-f", copy.toString()));

        assertThat(exported.status()).as(exported.err()).isZero();
        String clients = Files.readString(copy.resolve("clients.yaml"));
        assertThat(clients)
                .contains("client_id: odd", "status: disabled", "keys: [")
                .doesNotContain("secret:", "self");
        files = copy;
        Outcome compared = gatehouse("diff", "--prune");
        assertThat(compared.out()).contains("No differences.");
        assertThat(compared.status()).isZero();
        assertThat(execute(SECRETS, options("export", "-f", copy.toString())).err())
                .contains("is there already");
        assertThat(execute(SECRETS, options("export")).out()).contains(clients);
    }

    @Test
    void removesTheFileOfAKindThatIsGoneWhenItExportsAgain() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        execute(SECRETS, options("export", "-f", files.toString()));
        api.things.remove("rules/" + RULE);

        Outcome exported = execute(SECRETS, options("export", "-f", files.toString(), "--overwrite"));

        assertThat(exported.status()).isZero();
        assertThat(files.resolve("rules.yaml")).doesNotExist();
        assertThat(files.resolve("mode.yaml")).hasContent("---\nkind: Mode\nmode: approve-all");
    }

    @Test
    void readsListsOfSeveralPages() throws IOException {
        api.pageSize = 2;
        write("mode.yaml", "kind: Mode\nmode: open\n");
        for (int i = 0; i < 5; i++) {
            api.put("clients/c" + i, client("c" + i, "administrator"));
        }

        assertThat(execute(SECRETS, options("export")).out()).contains("client_id: c0", "client_id: c4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Mode\\nmode: open\\nmdoe: x|:3: mdoe is no key of a Mode; there are: mode",
                "kind: Mode\\nmode: open\\nmode: by-rule|:3: mode stands there twice, first in line 2",
                "kind: Mode\\nmode: true|:2: mode is one of open, by-rule, approve-all",
                "kind: Mode|:1: mode is missing",
                "kind: Modus\\nmode: open|:1: Modus is no kind; there are: Server, Client, Policy, Rule, Mode",
                "mode: open|:1: kind is missing",
                "kind: Mode\\nmode: open\\n---\\nkind: Mode\\nmode: open|:4: the Mode is described twice, first at",
                "- a|:1: a document is an object",
                "kind: Mode\\n mode: [|:2: this is no YAML",
                "kind: &a Mode\\nmode: *a|:1: anchors and aliases (& and *) are not read",
                "kind: Mode\\nmode: !!java.io.File x|:2: tags (!) are not read",
                "kind: Rule\\nid: x\\naction: ask|:2: id is a UUID of your choice, such as ",
                "kind: Rule\\naction: ask|:1: id is missing: it is a UUID of your choice, such as ",
                "kind: Server\\nuri: https://a.example\\nname: 7\\nscopes: []|:3: name is text; a number",
                "kind: Server\\nuri: https://a\\nname: a\\ntoken_lifetime: 10m\\nscopes: []|:4: token_lifetime is a duration",
                "kind: Server\\nuri: https://a\\nname: a\\nscopes:\\n- name: a\\n  txt: b\\n  risk: read|"
                        + ":6: txt is no key of a member of scopes",
                "kind: Server\\nuri: ${env:U}\\nname: a\\nscopes: []|:2: uri is taken as it stands: variables",
            })
    void saysWhereAFileIsWrong(String text, String sentence) throws IOException {
        write("a.yaml", text.replace("\\n", "\n"));

        Outcome refused = gatehouse("apply");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("nothing was changed", files.resolve("a.yaml") + sentence);
        assertThat(api.requests).isEmpty();
    }

    @Test
    void saysAllThatIsWrongAtOnce() throws IOException {
        write("a.yaml", "kind: Mode\nmode: x\n");
        write("b.yml", "kind: Mode\nmode: y\nz: 1\n");

        assertThat(gatehouse("diff").err()).contains("a.yaml:2: mode is", "b.yml:2: mode is", "b.yml:3: z is no key");
    }

    @Test
    void takesNoSecretThatStandsInAFile() throws IOException {
        write("a.yaml", ALL.replace("${env:NIGHTLY}", "a-secret-in-the-open-0123456789-0123456789"));
        Outcome open = gatehouse("apply");
        write("a.yaml", ALL.replace("${env:NIGHTLY}", "${env:NOBODY_SET_THIS}"));
        Outcome unset = gatehouse("apply");
        write("a.yaml", ALL.replace("secret: ${env:NIGHTLY}\n", ""));
        Outcome none = gatehouse("apply");

        assertThat(List.of(open.status(), unset.status(), none.status())).containsOnly(2);
        assertThat(open.err()).contains("secret never stands in a file").doesNotContain("a-secret-in-the-open");
        assertThat(unset.err()).contains("a.yaml:15: the environment variable NOBODY_SET_THIS is not set");
        assertThat(none.err()).contains("the client nightly is new, so its secret is needed");
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void needsAClientOfAnAdministratorAndSaysWhatIsForbidden() throws IOException {
        write("mode.yaml", "kind: Mode\nmode: open\n");
        api.forbidsChanges = true;

        Outcome unnamed = run("diff", "-f", files.toString(), "--issuer=" + as.issuer());
        Outcome forbidden = gatehouse("apply");

        assertThat(unnamed.status()).isEqualTo(2);
        assertThat(unnamed.err()).contains("pass --client-id");
        assertThat(forbidden.status()).isEqualTo(4);
        assertThat(forbidden.err()).contains("gatehouse.admin.write");
    }

    @Test
    void letsAPersonSignInWhoTheApiThenKnows() throws IOException {
        write("mode.yaml", "kind: Mode\nmode: open\n");
        as.authMethod = "none";
        as.clients.add("robot");

        Outcome applied = run(
                "apply",
                "-f",
                files.toString(),
                "--issuer=" + as.issuer(),
                "--client-id=robot",
                "--grant=authorization-code");

        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(as.authorizations).hasSize(1);
        assertThat(as.authorizations.getFirst())
                .containsEntry("resource", api.resource())
                .containsEntry("scope", "gatehouse.admin.read gatehouse.admin.write");
        assertThat(api.things.get("mode").path("mode").asString("")).isEqualTo("open");
    }

    @Test
    void bindsItsTokensAndLeavesNothingBehind() throws IOException {
        write("mode.yaml", "kind: Mode\nmode: open\n");
        as.proofs = new TestProofs("nonce-1");
        as.metadata = document ->
                document.putArray("dpop_signing_alg_values_supported").add("ES256");

        Outcome applied = gatehouse("apply", "--dpop");

        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(store()).doesNotExist();
    }

    @Test
    void appliesTheExampleOfTheDocumentation() {
        files = Path.of("../docs/examples/configuration");

        Outcome applied = execute(
                Map.of("ROBOT", SECRETS.get("ROBOT"), "NIGHTLY_REPORT_SECRET", "nightly-secret-0123456789-0123456789"),
                options("apply", "-f", files.toString()));

        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(gatehouse("diff").out()).contains("No differences.");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(files.resolve(name), text);
    }

    private static tools.jackson.databind.node.ObjectNode client(String id, String source) {
        return TestAdminApi.object("{'client_id':'" + id + "','name':'" + id + "','auth_method':'none',"
                + "'grant_types':['authorization_code','refresh_token'],'redirect_uris':['https://b.example/',"
                + "'https://a.example/'],'source':'" + source + "','last_used_at':null}");
    }

    private Outcome gatehouse(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-f", files.toString()));
        arguments.addAll(Arrays.asList(more));
        return execute(SECRETS, options(command, arguments.toArray(String[]::new)));
    }

    private String[] options(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(
                command,
                "--issuer=" + as.issuer(),
                "--client-id=robot",
                "--client-secret-env=ROBOT",
                "--browser=none"));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}
