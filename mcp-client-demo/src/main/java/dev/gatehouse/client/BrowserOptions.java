package dev.gatehouse.client;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How a person gets to the sign-in page and back. */
final class BrowserOptions {

    @Option(
            names = "--browser",
            paramLabel = "COMMAND|system|none",
            defaultValue = "system",
            description = "Who opens the sign-in page: a command that gets the URL as its last argument (no shell is"
                    + " involved), the system's browser, or nobody: the URL is printed. Default: ${DEFAULT-VALUE}.")
    private String browser = "system";

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

    String browser() {
        return browser;
    }

    int callbackPort() {
        return callbackPort;
    }

    Duration patience() {
        return Duration.ofSeconds(patience);
    }
}
