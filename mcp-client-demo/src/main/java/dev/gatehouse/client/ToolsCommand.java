package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.mcp.McpWire;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "tools", mixinStandardHelpOptions = true, description = "Lists the server's tools and their arguments.")
final class ToolsCommand extends ServerCommand {

    @Option(names = "--json", description = "Print the tools as the server describes them.")
    private boolean json;

    ToolsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int converse(McpWire wire, JsonNode introduction) {
        List<JsonNode> tools = wire.listTools();
        if (json) {
            surroundings().out().println(Json.MAPPER.createArrayNode().addAll(tools));
        } else {
            new ToolListing(surroundings().out()).print(tools);
        }
        return DONE;
    }
}
