package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.mcp.McpWire;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description = "Signs you in where that is needed, and lists the server's tools.")
final class ConnectCommand extends ServerCommand {

    ConnectCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int converse(McpWire wire, JsonNode introduction) {
        JsonNode info = introduction.path("serverInfo");
        String name = info.path("title").asString(info.path("name").asString("an MCP server without a name"));
        surroundings()
                .out()
                .println("Connected to "
                        + Printable.phrase(name + " " + info.path("version").asString("")) + ".");
        new ToolListing(surroundings().out()).print(wire.listTools());
        return DONE;
    }
}
