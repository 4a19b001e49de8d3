package dev.gatehouse.client.mcp;

import java.time.Duration;
import java.util.Optional;

/** Reads the lines of a {@code text/event-stream}: the data of each event, the last id, and the pause before resuming. */
final class ServerSentEvents {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final StringBuilder pending = new StringBuilder();
    private String data = "";
    private String lastId = "";
    private Duration pause = Duration.ofSeconds(1);

    /** @return whether this line ended an event that carries data */
    boolean accept(String line) {
        if (line.isEmpty()) {
            boolean complete = pending.length() > 1;
            data = complete ? pending.substring(0, pending.length() - 1) : "";
            pending.setLength(0);
            return complete;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        take(field, value.startsWith(" ") ? value.substring(1) : value);
        return false;
    }

    private void take(String field, String value) {
        switch (field) {
            case "data" -> pending.append(value).append('\n');
            case "id" -> lastId = value;
            case "retry" -> {
                if (value.matches("\\d{1,9}")) {
                    Duration asked = Duration.ofMillis(Long.parseLong(value));
                    pause = asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
                }
            }
            default -> {
                // Comments and event names say nothing that is needed here.
            }
        }
    }

    /** A stream that ended takes its unfinished event with it. */
    void restart() {
        pending.setLength(0);
    }

    /** The data of the event that ended last. */
    String data() {
        return data;
    }

    /** Where to resume the stream, if the server gives its events ids. */
    Optional<String> lastId() {
        return lastId.isEmpty() ? Optional.empty() : Optional.of(lastId);
    }

    /** How long the server wants to be left alone before the stream is resumed; at most 30 s. */
    Duration pause() {
        return pause;
    }
}
