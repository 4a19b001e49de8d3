package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.outbound.CallOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds the JSON-RPC response in an answer of MCP Streamable HTTP: its body, or one of its events. */
final class McpMessages {

    private final JsonMapper json;

    McpMessages(JsonMapper json) {
        this.json = json;
    }

    /** The response to the request of this number. */
    Optional<JsonNode> response(CallOutcome.Answered answer, int id) {
        return answer.events()
                ? inEvents(answer.body(), id)
                : parse(answer.body()).filter(node -> answers(node, id));
    }

    Optional<JsonNode> inEvents(String body, int id) {
        return events(body).stream()
                .map(this::parse)
                .flatMap(Optional::stream)
                .filter(node -> answers(node, id))
                .findFirst();
    }

    /** The data of each event that is whole. */
    private static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        String normal = body.replace("\r\n", "\n").replace('\r', '\n');
        for (String line : normal.split("\n", -1)) {
            if (line.startsWith("data:")) {
                data.append(line.substring(5)).append('\n');
            } else if (line.isEmpty() && !data.isEmpty()) {
                events.add(data.toString());
                data.setLength(0);
            }
        }
        return events;
    }

    private static boolean answers(JsonNode node, int id) {
        boolean ours = node.path("id").isInt() && node.path("id").intValue() == id;
        // An error about a message that could not be read has no number.
        boolean unread = node.path("id").isMissingNode() || node.path("id").isNull();
        return (ours && (node.has("result") || node.has("error"))) || (unread && node.has("error"));
    }

    private Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(json.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
