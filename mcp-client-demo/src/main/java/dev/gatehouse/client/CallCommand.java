package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.mcp.McpWire;
import dev.gatehouse.client.mcp.ToolArguments;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = "Calls a tool and prints what it answers. The exit status is 1 if the tool reports an error.")
final class CallCommand extends ServerCommand {

    @Parameters(index = "1", paramLabel = "TOOL", description = "The tool's name, as the command tools lists it.")
    private String tool = "";

    @Option(
            names = {"-a", "--arg"},
            paramLabel = "KEY=VALUE",
            description =
                    "An argument; its type is the one that the tool names. Arrays and objects are JSON. May be repeated.")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the whole result as JSON.")
    private boolean json;

    CallCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int converse(McpWire wire, JsonNode introduction) {
        // A server may list only what the token opens, so a tool that is not listed is called all the same.
        Optional<JsonNode> listed = arguments.isEmpty()
                ? Optional.empty()
                : wire.listTools().stream()
                        .filter(one -> one.path("name").asString("").equals(tool))
                        .findFirst();
        JsonNode result = wire.callTool(tool, ToolArguments.of(arguments, listed));
        print(result);
        if (result.path("isError").asBoolean(false)) {
            surroundings().err().println("gatehouse: the tool " + tool + " reports an error.");
            return TOOL_ERROR;
        }
        return DONE;
    }

    private void print(JsonNode result) {
        if (json) {
            surroundings().out().println(result);
            return;
        }
        for (JsonNode content : result.path("content")) {
            surroundings().out().println(text(content));
        }
        if (result.path("content").isEmpty() && result.has("structuredContent")) {
            surroundings().out().println(result.path("structuredContent"));
        }
    }

    private static String text(JsonNode content) {
        return switch (content.path("type").asString("")) {
            case "text" -> Printable.text(content.path("text").asString(""));
            case "resource_link" -> Printable.phrase(content.path("uri").asString(""));
            case "resource" -> {
                JsonNode resource = content.path("resource");
                yield Printable.text(
                        resource.path("text").asString(resource.path("uri").asString("")));
            }
            default ->
                "["
                        + Printable.phrase(content.path("type").asString("?") + " "
                                + content.path("mimeType").asString(""))
                        + ", shown by --json]";
        };
    }
}
