package dev.gatehouse.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files: what is read, what is refused, and what {@code export} writes. */
class ConfigurationFileTests extends ConfigurationTest {

    @Test
    void exportsFilesThatApplyReadsBackWithoutADifference() throws IOException {
        write("all.yaml", ALL);
        gatehouse("apply");
        api.put("clients/self", client("self", "registered"));
        api.put(
                "clients/odd",
                client("odd", "administrator")
                        .put("name", "true")
                        .put("label", "Build bots: team #1")
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
                .contains("client_id: odd", "Build bots: team #1", "status: disabled", "keys: [")
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
    void appliesTheExampleOfTheDocumentation() {
        files = Path.of("../docs/examples/configuration");

        Outcome applied = execute(
                Map.of("ROBOT", SECRETS.get("ROBOT"), "NIGHTLY_REPORT_SECRET", "nightly-secret-0123456789-0123456789"),
                options("apply", "-f", files.toString()));

        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(gatehouse("diff").out()).contains("No differences.");
    }
}
