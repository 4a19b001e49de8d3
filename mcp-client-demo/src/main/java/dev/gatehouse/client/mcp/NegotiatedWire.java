package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WireLog;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * MCP 2026-07-28 where the server speaks it, else 2025-11-25 and what that one negotiates. The server's answer to the
 * first request decides for all that follow (MCP 2026-07-28, Streamable HTTP, backward compatibility).
 */
public final class NegotiatedWire implements McpWire {

    private static final int UNSUPPORTED_VERSION = -32022;
    /** Only a server of the newer revision answers with these. */
    private static final Set<Integer> MODERN_ERRORS = Set.of(-32020, -32021, UNSUPPORTED_VERSION);

    private final ProtectedEndpoint endpoint;
    private final WireLog log;
    private @Nullable McpWire chosen;

    public NegotiatedWire(ProtectedEndpoint endpoint, WireLog log) {
        this.endpoint = endpoint;
        this.log = log;
    }

    @Override
    public JsonNode open() {
        StatelessWire modern = new StatelessWire(endpoint, log);
        StatelessWire.Exchange exchange = modern.discover();
        if (speaks(exchange)) {
            chosen = modern;
            return StatelessWire.introduction(exchange.response().orElseThrow().path("result"));
        }
        log.detail("The server does not speak MCP " + StatelessWire.VERSION + ", so an earlier revision is tried.");
        StreamableHttpWire earlier = new StreamableHttpWire(endpoint);
        chosen = earlier;
        return earlier.open();
    }

    private boolean speaks(StatelessWire.Exchange exchange) {
        JsonNode response = exchange.response().orElse(Json.MAPPER.createObjectNode());
        if (response.path("result").has("supportedVersions")) {
            return supports(Json.strings(response.path("result"), "supportedVersions"));
        }
        if (!MODERN_ERRORS.contains(exchange.errorCode())) {
            return false;
        }
        if (exchange.errorCode() == UNSUPPORTED_VERSION) {
            return supports(Json.strings(response.path("error").path("data"), "supported"));
        }
        PostingWire.result(Step.CONNECTION, "server/discover", response);
        return true;
    }

    private static boolean supports(List<String> versions) {
        if (versions.contains(StatelessWire.VERSION)) {
            return true;
        }
        if (versions.stream().anyMatch(StreamableHttpWire.UNDERSTOOD::contains)) {
            return false;
        }
        throw new Failure(
                Step.CONNECTION,
                "the server speaks MCP " + Printable.phrase(String.join(", ", versions)) + ", and this program "
                        + StatelessWire.VERSION + " and earlier.");
    }

    @Override
    public List<JsonNode> listTools() {
        return opened().listTools();
    }

    @Override
    public JsonNode callTool(String name, ObjectNode arguments) {
        return opened().callTool(name, arguments);
    }

    private McpWire opened() {
        if (chosen == null) {
            throw new IllegalStateException("open() comes first");
        }
        return chosen;
    }

    @Override
    public void close() {
        if (chosen != null) {
            chosen.close();
        }
    }
}
