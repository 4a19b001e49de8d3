package dev.gatehouse.client;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.mcp.WireChoice;
import dev.gatehouse.client.oauth.Scopes;
import dev.gatehouse.client.oauth.SignInSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to sign in when that is needed. */
final class SignInOptions {

    @Option(
            names = "--browser",
            paramLabel = "COMMAND|system|none",
            defaultValue = "system",
            description = "Who opens the sign-in page: a command that gets the URL as its last argument (no shell is"
                    + " involved), the system's browser, or nobody: the URL is printed. Default: ${DEFAULT-VALUE}.")
    private String browser = "system";

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description =
                    "A client that an administrator set up. Default: the one that is stored, or a new registration.")
    private @Nullable String clientId;

    @Option(
            names = "--client-secret",
            paramLabel = "SECRET",
            description = "Its secret. Other accounts may see it in the process list.")
    private @Nullable String clientSecret;

    @Option(
            names = "--client-secret-env",
            paramLabel = "NAME",
            description = "The environment variable that holds its secret.")
    private @Nullable String clientSecretVariable;

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
            names = "--callback-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port of 127.0.0.1 to which the browser comes back. Default: any free one.")
    private int callbackPort;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for the person. Default: ${DEFAULT-VALUE}.")
    private int patience = 300;

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

    @Option(names = "--new-client", description = "Register afresh instead of using the stored registration.")
    private boolean newClient;

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
        return browser;
    }

    boolean stepsUp() {
        return !noStepUp;
    }

    Duration answerPatience() {
        return Duration.ofSeconds(answerPatience);
    }

    SignInSettings settings(Map<String, String> environment) {
        String secret = secret(environment);
        if (secret != null && clientId == null) {
            throw new Failure(Step.USAGE, "a client secret needs its --client-id.");
        }
        return new SignInSettings(
                clientId,
                secret,
                null,
                Scopes.of(String.join(" ", scopes)),
                issuer,
                callbackPort,
                Duration.ofSeconds(patience),
                backcompat,
                newClient);
    }

    private @Nullable String secret(Map<String, String> environment) {
        if (clientSecretVariable == null) {
            return clientSecret;
        }
        String secret = environment.get(clientSecretVariable);
        if (secret == null || secret.isEmpty()) {
            throw new Failure(Step.USAGE, "the environment variable " + clientSecretVariable + " is not set.");
        }
        return secret;
    }
}
