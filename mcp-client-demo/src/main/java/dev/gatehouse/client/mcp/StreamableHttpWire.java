package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streamable HTTP of MCP 2025-11-25, with a session where the server gives one. */
public final class StreamableHttpWire extends PostingWire {

    private static final String NEWEST = "2025-11-25";
    static final Set<String> UNDERSTOOD = Set.of(NEWEST, "2025-06-18", "2025-03-26");
    private static final int MOST_RESUMPTIONS = 20;

    private @Nullable String session;
    private @Nullable String version;
    private int lastId;

    public StreamableHttpWire(ProtectedEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public JsonNode open() {
        ObjectNode params = Json.MAPPER.createObjectNode();
        params.put("protocolVersion", NEWEST);
        params.putObject("capabilities");
        params.set("clientInfo", clientInfo());
        JsonNode result = request(Step.CONNECTION, "initialize", params);
        String chosen = Json.string(result, "protocolVersion").orElse("");
        if (!UNDERSTOOD.contains(chosen)) {
            throw new Failure(
                    Step.CONNECTION,
                    "the server speaks MCP " + Printable.phrase(chosen) + ", and this program " + NEWEST + ".");
        }
        version = chosen;
        ObjectNode initialized = message("notifications/initialized");
        HttpAnswer answer = endpoint.send(withHeaders(endpoint.post(initialized.toString())), line -> false);
        if (answer.status() / 100 != 2) {
            throw unexpected(Step.CONNECTION, "notifications/initialized", answer);
        }
        return result;
    }

    @Override
    public void close() {
        if (session != null) {
            try {
                endpoint.sendOnce(withHeaders(HttpCall.delete(Step.CONNECTION, endpoint.uri())));
            } catch (Failure unreachable) {
                // The server forgets an idle session by itself.
            }
        }
    }

    @Override
    JsonNode request(Step step, String method, ObjectNode params) {
        boolean inSession = session != null;
        int id = ++lastId;
        ObjectNode message = message(method);
        message.put("id", id);
        message.set("params", params);
        MessageReader reader = new MessageReader(id);
        HttpAnswer answer = endpoint.send(withHeaders(endpoint.post(message.toString())), reader::endsWith);
        if (answer.status() == 404 && inSession) {
            session = null;
            version = null;
            open();
            return request(step, method, params);
        }
        if (answer.status() != 200) {
            throw unexpected(step, method, answer);
        }
        answer.header("mcp-session-id").ifPresent(given -> session = given);
        answer = resumed(reader, answer);
        reader.others().forEach(this::reply);
        JsonNode response = reader.response(answer)
                .orElseThrow(() -> new Failure(step, "the answer to " + method + " is no JSON-RPC response."));
        return result(step, method, response);
    }

    /** A server may close a stream before the response is there, and expects to be asked again after a pause. */
    private HttpAnswer resumed(MessageReader reader, HttpAnswer first) {
        HttpAnswer answer = first;
        for (int times = 0; times < MOST_RESUMPTIONS && reader.resumesAt().isPresent(); times++) {
            try {
                Thread.sleep(reader.pause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return answer;
            }
            reader.restart();
            HttpCall resumption = endpoint.resume(reader.resumesAt().get());
            answer = endpoint.send(withHeaders(resumption), reader::endsWith);
            if (answer.status() != 200) {
                throw unexpected(Step.CONNECTION, "the resumption of a stream", answer);
            }
        }
        return answer;
    }

    /** A server may ask something while it works; it gets a ping back, and otherwise the answer that this is not offered. */
    private void reply(JsonNode request) {
        ObjectNode reply = Json.MAPPER.createObjectNode();
        reply.put("jsonrpc", "2.0");
        reply.set("id", request.path("id"));
        if (request.path("method").asString("").equals("ping")) {
            reply.putObject("result");
        } else {
            reply.putObject("error").put("code", -32601).put("message", "Method not found");
        }
        endpoint.sendOnce(withHeaders(endpoint.post(reply.toString())));
    }

    private HttpCall withHeaders(HttpCall call) {
        HttpCall complete = call;
        if (session != null) {
            complete = complete.header("Mcp-Session-Id", session);
        }
        return version == null ? complete : complete.header("MCP-Protocol-Version", version);
    }
}
