package dev.gatehouse.client.mcp;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One revision of MCP on the wire. */
public interface McpWire extends AutoCloseable {

    /** Begins the conversation. @return what the server says of itself: name, version, capabilities */
    JsonNode open();

    /** All tools, page after page. */
    List<JsonNode> listTools();

    /** @return the tool's result, with {@code isError} where the tool says so */
    JsonNode callTool(String name, ObjectNode arguments);

    /** Ends the conversation; a server that cannot be told is not a failure. */
    @Override
    void close();
}
