package dev.gatehouse.client.mcp;

import java.util.ArrayList;
import java.util.List;

/** Collects the data of events from the lines of a {@code text/event-stream}. */
final class ServerSentEvents {

    private final List<String> events = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();

    /** @return whether this line ended an event that carries data */
    boolean accept(String line) {
        if (line.isEmpty()) {
            if (data.isEmpty()) {
                return false;
            }
            events.add(data.substring(0, data.length() - 1));
            data.setLength(0);
            return true;
        }
        if (line.equals("data") || line.startsWith("data:")) {
            String value = line.length() > 5 ? line.substring(5) : "";
            data.append(value.startsWith(" ") ? value.substring(1) : value).append('\n');
        }
        return false;
    }

    String last() {
        return events.getLast();
    }

    List<String> all() {
        return List.copyOf(events);
    }
}
