package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds the response to one request in a JSON body or among the messages of an event stream. */
final class MessageReader {

    private final int id;
    private final ServerSentEvents events = new ServerSentEvents();
    private final List<JsonNode> others = new ArrayList<>();
    private Optional<JsonNode> found = Optional.empty();

    MessageReader(int id) {
        this.id = id;
    }

    /** Takes a line of the stream. @return whether the response is there */
    boolean endsWith(String line) {
        if (events.accept(line)) {
            JsonNode message = Json.parse(events.data());
            if (message != null && isResponse(message)) {
                found = Optional.of(message);
            } else if (message != null && message.has("method") && message.has("id")) {
                others.add(message);
            }
        }
        return found.isPresent();
    }

    Optional<JsonNode> response(HttpAnswer answer) {
        return found.or(() -> Optional.ofNullable(Json.parse(answer.body())).filter(this::isResponse));
    }

    /** Whether the stream ended before the response and can be resumed. */
    Optional<String> resumesAt() {
        return found.isPresent() ? Optional.empty() : events.lastId();
    }

    void restart() {
        events.restart();
    }

    Duration pause() {
        return events.pause();
    }

    /** Requests of the server that came before the response. */
    List<JsonNode> others() {
        return List.copyOf(others);
    }

    private boolean isResponse(JsonNode message) {
        boolean complete = message.has("result") || message.has("error");
        // An error that the server could not relate to a request has no id.
        boolean ours = message.path("id").asInt(-1) == id || (message.has("error") && !message.hasNonNull("id"));
        return complete && ours;
    }
}
