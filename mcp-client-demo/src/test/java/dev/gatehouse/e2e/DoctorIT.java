package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.CommandLineProgram.Outcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gatehouse doctor} on our own servers: what we tell others to do, we do. */
@Tag("P20")
class DoctorIT {

    private static final String NOT_SIGNED_IN = "you are not signed in; gatehouse connect does that";

    /** The demo MCP server lets strange pages in nowhere, which its check of Origin demands. */
    private static final Map<String, String> NO_STRANGE_PAGES =
            Map.of("mcp-cors", "the server lets no page of a strange origin call it");

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
    @DisplayName("P20 the doctor finds nothing to change from outside, and says which checks need a sign-in")
    void findsNothingToChangeFromOutside() {
        Map<String, String> notApplicable = new TreeMap<>(NO_STRANGE_PAGES);
        for (String check : new String[] {"audience", "audience-alone", "issuer", "expiry"}) {
            notApplicable.put("token-" + check, NOT_SIGNED_IN);
        }

        assertThat(examineAndCollectWhatIsNotApplicable()).isEqualTo(notApplicable);
    }

    @Test
    @DisplayName("P20 the doctor finds nothing to change with a token either")
    void findsNothingToChangeWithAToken() {
        Outcome connected = gatehouse.run("connect", "--browser", gatehouse.alice());
        assertThat(connected.status()).describedAs(connected.err()).isZero();

        assertThat(examineAndCollectWhatIsNotApplicable()).isEqualTo(NO_STRANGE_PAGES);
    }

    /** By the check's id, with the reason. Everything else passed. */
    private Map<String, String> examineAndCollectWhatIsNotApplicable() {
        Outcome examined = gatehouse.run("doctor", "--json");
        assertThat(examined.status())
                .describedAs(examined.out() + examined.err())
                .isZero();
        JsonNode report = JsonMapper.shared().readTree(examined.out());
        Map<String, String> notApplicable = new TreeMap<>();
        int passed = 0;
        for (JsonNode check : report.path("checks")) {
            String id = check.path("id").stringValue();
            switch (check.path("result").stringValue()) {
                case "pass" -> passed++;
                case "not_applicable" ->
                    notApplicable.put(id, check.path("found").stringValue());
                default -> assertThat(check).as(id).isNull();
            }
        }
        assertThat(passed).isGreaterThan(30).isEqualTo(report.path("pass").intValue());
        assertThat(report.path("fail").intValue()).isZero();
        assertThat(report.path("not_applicable").intValue()).isEqualTo(notApplicable.size());
        return notApplicable;
    }
}
