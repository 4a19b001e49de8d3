package dev.gatehouse.client;

import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Tools for a person to read: name, what it is for, its arguments with the optional ones in brackets. */
record ToolListing(PrintWriter out) {

    void print(List<JsonNode> tools) {
        out.println(tools.isEmpty() ? "It offers no tools." : "Tools:");
        for (JsonNode tool : tools) {
            out.println("  " + Printable.phrase(tool.path("name").asString("?") + arguments(tool)));
            String description =
                    tool.path("description").asString(tool.path("title").asString(""));
            if (!description.isEmpty()) {
                out.println("      " + Printable.phrase(description));
            }
        }
        out.flush();
    }

    private static String arguments(JsonNode tool) {
        JsonNode schema = tool.path("inputSchema");
        List<String> required = Json.strings(schema, "required");
        List<String> shown = new ArrayList<>();
        for (var property : schema.path("properties").properties()) {
            String type = property.getValue().path("type").asString("");
            String argument = property.getKey() + (type.isEmpty() ? "" : ":" + type);
            shown.add(required.contains(property.getKey()) ? " " + argument : " [" + argument + "]");
        }
        return String.join("", shown);
    }
}
