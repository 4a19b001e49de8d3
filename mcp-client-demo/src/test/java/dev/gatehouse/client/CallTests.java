package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallTests extends CommandLineTest {

    @Test
    void givesArgumentsTheTypesThatTheToolNames() {
        Outcome called = run("call", mcp.url(), "echo", "--arg", "text=42", "--arg", "times=2", "--arg", "loud=true");

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(called.out().strip()).isEqualTo("{\"text\":\"42\",\"times\":2,\"loud\":true}");
    }

    @Test
    void guessesTypesWhereTheToolNamesNone() {
        Outcome called = run(
                "call",
                mcp.url(),
                "write",
                "--arg",
                "a=42",
                "--arg",
                "b=[1,2]",
                "--arg",
                "c=x y",
                "--arg",
                "d=",
                "--scope=write");

        assertThat(called.out().strip()).isEqualTo("{\"a\":42,\"b\":[1,2],\"c\":\"x y\",\"d\":\"\"}");
    }

    @Test
    void saysWhichArgumentIsWrong() {
        assertThat(run("call", mcp.url(), "echo", "--arg", "times=two")).satisfies(outcome -> {
            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.err()).contains("the argument times must be an integer, not \"two\"");
        });
        assertThat(run("call", mcp.url(), "echo", "--arg", "txt=x").err())
                .contains("the tool takes no argument txt, but loud, text, times.");
    }

    @Test
    void endsWithStatusOneWhenTheToolReportsAnError() {
        Outcome called = run("call", mcp.url(), "fail");

        assertThat(called.status()).isEqualTo(1);
        assertThat(called.err()).contains("the tool fail reports an error");
    }

    @Test
    void printsTheRawResultAsJson() {
        Outcome called = run("call", mcp.url(), "echo", "--json");

        assertThat(called.out().strip())
                .startsWith("{\"content\":[{\"type\":\"text\"")
                .endsWith("\"isError\":false}");
    }

    @Test
    void readsAStreamThatStaysOpenAndAnswersAPingInIt() {
        mcp.streams = true;

        Outcome called = run("call", mcp.url(), "echo", "--arg", "text=streamed");

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(called.out().strip()).isEqualTo("{\"text\":\"streamed\"}");
        assertThat(mcp.messages)
                .anySatisfy(message -> assertThat(message.toString())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"result\":{}}"));
    }

    @Test
    void resumesAStreamThatEndedBeforeTheResponse() {
        mcp.streams = true;
        mcp.breaksStreams = true;

        Outcome called = run("call", mcp.url(), "echo");

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(called.out().strip()).isEqualTo("{}");
        assertThat(mcp.resumptions).containsExactly("event-7", "event-7");
    }

    @Test
    void beginsASessionAnewWhenTheServerForgotIt() {
        mcp.forgetsSessionsOnce = true;

        Outcome called = run("call", mcp.url(), "echo");

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(mcp.methods()).containsEntry("initialize", 2L).containsEntry("tools/call", 2L);
    }

    @Test
    void refusesAnOversizedResult() {
        mcp.padding = 9 * 1024 * 1024;

        Outcome called = run("call", mcp.url(), "echo");

        assertThat(called.status()).isEqualTo(5);
        assertThat(called.err()).contains("is larger than 8192 KB");
    }

    @Test
    void refusesAnOversizedStream() {
        mcp.padding = 9 * 1024 * 1024;
        mcp.streams = true;

        assertThat(run("call", mcp.url(), "echo").err()).contains("is larger than 8192 KB");
    }

    @Test
    void saysThatTheServerDoesNotRun() {
        mcp.close();

        Outcome called = run("call", mcp.url(), "echo");

        assertThat(called.status()).isEqualTo(5);
        assertThat(called.err()).contains("Talking to the MCP server failed: cannot reach " + mcp.url());
    }
}
