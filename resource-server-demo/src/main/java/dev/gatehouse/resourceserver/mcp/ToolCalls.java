package dev.gatehouse.resourceserver.mcp;

import dev.gatehouse.resourceserver.protection.Caller;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Runs tools, whatever the wire, so that each call ends in a result: bad arguments and failures are error results with a sentence. */
final class ToolCalls {

    static final String CALLER = "caller";

    private static final Logger log = LoggerFactory.getLogger(ToolCalls.class);

    private final JsonMapper json = JsonMapper.shared();

    SyncToolSpecification specification(BackOfficeTool tool) {
        return SyncToolSpecification.builder()
                .tool(describe(tool))
                .callHandler((context, request) -> call(
                        tool,
                        (Caller) context.get(CALLER),
                        request.arguments() == null ? Map.of() : request.arguments()))
                .build();
    }

    static Tool describe(BackOfficeTool tool) {
        boolean reads = tool.effect() == BackOfficeTool.Effect.READS;
        return Tool.builder(tool.name(), tool.inputSchema())
                .title(tool.title())
                .description(tool.fullDescription())
                .annotations(ToolAnnotations.builder()
                        .title(tool.title())
                        .readOnlyHint(reads)
                        .destructiveHint(tool.effect() == BackOfficeTool.Effect.IRREVERSIBLE)
                        .idempotentHint(reads || tool.effect() == BackOfficeTool.Effect.ADDS_ONCE)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    CallToolResult call(BackOfficeTool tool, Caller caller, Map<String, Object> values) {
        try {
            Set<String> needed = new LinkedHashSet<>(tool.scopes());
            // The protection decided this already; whoever finds a way round it still finds this.
            if (!caller.missing(needed).isEmpty()) {
                return error("The access token lacks: " + String.join(" ", caller.missing(needed)));
            }
            Set<String> known = new LinkedHashSet<>();
            tool.arguments().forEach(argument -> known.add(argument.name()));
            return result(tool.action().call(Arguments.of(values, known), caller));
        } catch (InvalidArgumentException e) {
            return error(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString().substring(0, 8);
            log.error("Tool {} failed (reference {})", tool.name(), reference, e);
            return error("This failed on the server. Its log has the cause under the reference " + reference + ".");
        }
    }

    /** The text repeats the structure, for clients that read only text (MCP, tools, structured content). */
    private CallToolResult result(Map<String, Object> structure) {
        return CallToolResult.builder()
                .structuredContent(structure)
                .addTextContent(json.writeValueAsString(structure))
                .isError(false)
                .build();
    }

    private static CallToolResult error(String sentence) {
        return CallToolResult.builder().addTextContent(sentence).isError(true).build();
    }
}
