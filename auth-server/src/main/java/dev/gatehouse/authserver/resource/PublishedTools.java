package dev.gatehouse.authserver.resource;

import java.util.List;
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
     */
    public record Tool(String name, @Nullable String title, Risk risk) {}
}
