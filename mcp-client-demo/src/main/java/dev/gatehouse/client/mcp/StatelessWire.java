package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WireLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streamable HTTP of MCP 2026-07-28: no session, no handshake; each request says all that is needed to answer it. */
public final class StatelessWire extends PostingWire {

    static final String VERSION = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";
    private static final int HEADER_MISMATCH = -32020;

    private final WireLog log;
    private final Map<String, HeaderParameters> headerParameters = new HashMap<>();
    private int lastId;

    public StatelessWire(ProtectedEndpoint endpoint, WireLog log) {
        super(endpoint);
        this.log = log;
    }

    @Override
    public JsonNode open() {
        return introduction(request(Step.CONNECTION, "server/discover", Json.MAPPER.createObjectNode()));
    }

    /** As {@link #open()}, but what the server says to it decides nothing yet. */
    Exchange discover() {
        return exchange("server/discover", Json.MAPPER.createObjectNode(), Map.of());
    }

    /** The server's name stands in the result's {@code _meta} here, and the commands look for {@code serverInfo}. */
    static JsonNode introduction(JsonNode result) {
        ObjectNode introduction = Json.MAPPER.createObjectNode();
        introduction.put("protocolVersion", VERSION);
        introduction.set("capabilities", result.path("capabilities"));
        introduction.set("serverInfo", result.path("_meta").path(META + "serverInfo"));
        return introduction;
    }

    /** Leaves out tools whose header annotations break the rules, as a client must. */
    @Override
    public List<JsonNode> listTools() {
        List<JsonNode> sound = new ArrayList<>();
        for (JsonNode tool : super.listTools()) {
            String name = tool.path("name").asString("");
            try {
                headerParameters.put(name, HeaderParameters.of(tool.path("inputSchema")));
                sound.add(tool);
            } catch (IllegalArgumentException unsound) {
                log.say("The tool " + Printable.phrase(name) + " is left out: " + unsound.getMessage() + ".");
            }
        }
        return sound;
    }

    @Override
    public JsonNode callTool(String name, ObjectNode arguments) {
        ObjectNode params = Json.MAPPER.createObjectNode();
        params.put("name", name);
        params.set("arguments", arguments);
        Exchange exchange = exchange("tools/call", params, headers(name, arguments));
        if (exchange.errorCode() == HEADER_MISMATCH) {
            // The server knows of header parameters that were not known here, or changed them.
            listTools();
            exchange = exchange("tools/call", params, headers(name, arguments));
        }
        return complete(Step.CALL, "tools/call", exchange);
    }

    private Map<String, String> headers(String name, ObjectNode arguments) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Mcp-Name", HeaderParameters.encode(name));
        Optional.ofNullable(headerParameters.get(name)).ifPresent(known -> headers.putAll(known.headers(arguments)));
        return headers;
    }

    @Override
    public void close() {
        // There is no session to end.
    }

    @Override
    JsonNode request(Step step, String method, ObjectNode params) {
        return complete(step, method, exchange(method, params, Map.of()));
    }

    /** One answer, and the JSON-RPC response in it if there is one. */
    record Exchange(HttpAnswer answer, Optional<JsonNode> response) {

        /** 0 if there is no error. */
        int errorCode() {
            return response.map(found -> found.path("error").path("code").asInt(0))
                    .orElse(0);
        }
    }

    private Exchange exchange(String method, ObjectNode params, Map<String, String> headers) {
        ObjectNode message = message(method);
        message.put("id", ++lastId);
        ObjectNode complete = params.deepCopy();
        ObjectNode meta = complete.putObject("_meta");
        meta.put(META + "protocolVersion", VERSION);
        meta.set(META + "clientInfo", clientInfo());
        meta.putObject(META + "clientCapabilities");
        message.set("params", complete);
        HttpCall call = endpoint.post(message.toString())
                .header("MCP-Protocol-Version", VERSION)
                .header("Mcp-Method", method);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue());
        }
        MessageReader reader = new MessageReader(lastId);
        HttpAnswer answer = endpoint.send(call, reader::endsWith);
        return new Exchange(answer, reader.response(answer));
    }

    private JsonNode complete(Step step, String method, Exchange exchange) {
        JsonNode response = exchange.response()
                .orElseThrow(() -> exchange.answer().status() == 200
                        ? new Failure(step, "the answer to " + method + " is no JSON-RPC response.")
                        : unexpected(step, method, exchange.answer()));
        JsonNode result = result(step, method, response);
        String type = result.path("resultType").asString("complete");
        if (!type.equals("complete")) {
            throw new Failure(
                    step,
                    "the server answers " + method + " with " + Printable.phrase(type)
                            + ", which this program cannot give: it asks nobody while a tool works.");
        }
        return result;
    }
}
