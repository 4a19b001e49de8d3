package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MCP 2026-07-28, and how the revision is chosen. */
class StatelessTests extends CommandLineTest {

    @Test
    void prefersTheNewerRevisionWhereTheServerSpeaksBoth() {
        mcp.stateless = true;

        Outcome connected = run("connect", mcp.url());

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(connected.out()).contains("Connected to stateless test");
        assertThat(mcp.methods()).doesNotContainKey("initialize").containsEntry("server/discover", 1L);
        assertThat(mcp.sessions).isEmpty();
    }

    @Test
    void fallsBackToASessionWhereTheServerSpeaksOnlyTheEarlierOne() {
        Outcome connected = run("connect", mcp.url());

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(mcp.methods()).containsEntry("server/discover", 1L).containsEntry("initialize", 1L);
    }

    @Test
    void speaksTheRevisionThatIsAskedFor() {
        mcp.stateless = true;

        assertThat(run("connect", mcp.url(), "--wire=2025-11-25").status()).isZero();

        assertThat(mcp.statelessCalls).isEmpty();
        assertThat(run("connect", mcp.url(), "--wire=2024").err()).contains("--wire is auto, 2026-07-28 or 2025-11-25");
    }

    @Test
    void saysWhatAServerOfTheOtherRevisionAnswers() {
        mcp.stateless = true;
        mcp.onlyStateless = true;

        assertThat(run("connect", mcp.url()).status()).isZero();
        assertThat(run("connect", mcp.url(), "--wire=2025-11-25").err()).contains("answers 400 to initialize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "Grüße", " padded ", "=?base64?x?=", "a\nb"})
    void mirrorsArgumentsIntoHeadersSoThatAnyValueSurvives(String text) {
        mcp.stateless = true;

        Outcome called = run("call", mcp.url(), "echo", "--arg", "text=" + text);

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(called.out()).contains("\"text\":");
    }

    @Test
    void learnsAboutHeadersThatTheServerAddedMeanwhile() {
        mcp.stateless = true;
        mcp.annotatesLater = true;

        Outcome called = run("call", mcp.url(), "echo", "--arg", "text=later");

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(mcp.methods()).containsEntry("tools/list", 2L).containsEntry("tools/call", 2L);
    }

    @Test
    void leavesOutAToolWhoseHeaderAnnotationIsUnsound() {
        mcp.stateless = true;

        Outcome listed = run("tools", mcp.url());

        assertThat(listed.out()).contains("echo").doesNotContain("unsound");
        assertThat(listed.err()).contains("The tool unsound is left out");
    }
}
