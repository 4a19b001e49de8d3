package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WireLog;

/** Which revision of MCP to speak: {@code auto}, or one by its date. */
public final class WireChoice {

    public static final String AUTO = "auto";

    private WireChoice() {}

    /** @throws Failure of the step {@code USAGE} for a revision that is not known */
    public static McpWire of(String choice, ProtectedEndpoint endpoint, WireLog log) {
        return switch (choice) {
            case AUTO -> new NegotiatedWire(endpoint, log);
            case StatelessWire.VERSION -> new StatelessWire(endpoint, log);
            case "2025-11-25", "2025-06-18", "2025-03-26" -> new StreamableHttpWire(endpoint);
            default ->
                throw new Failure(
                        Step.USAGE,
                        "--wire is auto, " + StatelessWire.VERSION + " or 2025-11-25, not \"" + choice + "\".");
        };
    }
}
