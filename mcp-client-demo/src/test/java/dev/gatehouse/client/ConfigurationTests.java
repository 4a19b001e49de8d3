package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code apply} and {@code diff} change and say. */
class ConfigurationTests extends ConfigurationTest {

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
                        .replace("name: Nightly", "name: Daily\nlabel: Team data\nhomepage: https://a.example")
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
                        "    + label: Team data",
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
}
