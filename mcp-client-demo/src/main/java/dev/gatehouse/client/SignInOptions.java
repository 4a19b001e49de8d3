package dev.gatehouse.client;

import dev.gatehouse.client.mcp.WireChoice;
import dev.gatehouse.client.oauth.Scopes;
import dev.gatehouse.client.oauth.SignInSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to sign in when that is needed. */
final class SignInOptions {

    @Mixin
    private BrowserOptions browserOptions = new BrowserOptions();

    @Mixin
    private ClientOptions clientOptions = new ClientOptions();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description = "Ask for these scopes instead of those that the server names. May be repeated.")
    private List<String> scopes = List.of();

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "Which authorization server, if the MCP server names several.")
    private @Nullable String issuer;

    @Option(
            names = "--answer-timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait for an answer of the MCP server. Default: ${DEFAULT-VALUE}.")
    private int answerPatience = 120;

    @Option(
            names = "--no-step-up",
            description = "Do not ask for more scopes when the server wants them; fail with status 4.")
    private boolean noStepUp;

    @Option(
            names = "--dpop",
            description =
                    "Take only tokens that are bound to a key of this program (RFC 9449). Without it they are bound"
                            + " where the MCP server asks for that.")
    private boolean dpop;

    @Option(names = "--backcompat", description = "Take a server without metadata for one of MCP 2025-03-26.")
    private boolean backcompat;

    @Option(
            names = "--wire",
            paramLabel = "REVISION",
            defaultValue = WireChoice.AUTO,
            description = "The revision of MCP to speak: 2026-07-28, 2025-11-25, or auto: the newest that the server"
                    + " speaks. Default: ${DEFAULT-VALUE}.")
    private String wire = WireChoice.AUTO;

    String wire() {
        return wire;
    }

    String browser() {
        return browserOptions.browser();
    }

    boolean stepsUp() {
        return !noStepUp;
    }

    Duration answerPatience() {
        return Duration.ofSeconds(answerPatience);
    }

    SignInSettings settings(Map<String, String> environment) {
        return new SignInSettings(
                clientOptions.identity(environment),
                clientOptions.grant(ClientOptions.AUTHORIZATION_CODE),
                Scopes.of(String.join(" ", scopes)),
                issuer,
                browserOptions.callbackPort(),
                browserOptions.patience(),
                backcompat,
                dpop);
    }
}
