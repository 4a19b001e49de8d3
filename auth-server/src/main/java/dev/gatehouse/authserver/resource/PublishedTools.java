package dev.gatehouse.authserver.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an MCP server listed as its tools when it was asked with a token, cut to bounds: a stranger's words, to be shown as
 * text.
 *
 * @param problem why they could not be read, with what to do; null where they were
 */
public record PublishedTools(List<Tool> tools, @Nullable String problem) {

    public PublishedTools {
        tools = List.copyOf(tools);
    }

    static PublishedTools problem(String problem) {
        return new PublishedTools(List.of(), problem);
    }

    /**
     * One tool.
     *
     * @param risk what its annotations say it can do; the worst where they say nothing, as MCP has it
     * @param scopes those that open it, by its {@code securitySchemes}; empty where it names none that could be registered
     */
    public record Tool(String name, @Nullable String title, Risk risk, List<String> scopes) {

        public Tool {
            // A look that was kept before scopes were read has none.
            scopes = scopes == null ? List.of() : List.copyOf(scopes);
        }
    }

    /** The scopes that tools name, each with its tools. */
    public Map<String, List<Tool>> byScope() {
        Map<String, List<Tool>> opened = new LinkedHashMap<>();
        for (Tool tool : tools) {
            tool.scopes()
                    .forEach(scope -> opened.computeIfAbsent(scope, unused -> new ArrayList<>())
                            .add(tool));
        }
        return opened;
    }
}
