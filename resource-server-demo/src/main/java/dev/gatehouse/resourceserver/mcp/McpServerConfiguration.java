package dev.gatehouse.resourceserver.mcp;

import dev.gatehouse.resourceserver.protection.Caller;
import dev.gatehouse.resourceserver.protection.ResourceProperties;
import dev.gatehouse.resourceserver.protection.ToolScopes;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The MCP endpoint on both wires: the SDK's stateless transport up to 2025-11-25, so that no session id is ever taken for an
 * identity, and {@link ModernWire}.
 */
@Configuration(proxyBeanMethods = false)
class McpServerConfiguration {

    private static final Implementation SERVER = Implementation.builder("gatehouse-demo-back-office", "0.1.0")
            .title("Gatehouse demo back office")
            .build();
    private static final String INSTRUCTIONS =
            "A demo back office: contacts, a bucket of files, and mail that goes to an outbox."
                    + " Each tool says which scope it needs.";

    /** The tools know their scopes; the protection takes them from here. */
    @Bean
    ToolScopes toolScopes(List<BackOfficeTool> tools) {
        Map<String, List<String>> scopes = new LinkedHashMap<>();
        tools.forEach(tool -> scopes.put(tool.name(), tool.scopes()));
        return ToolScopes.of(scopes);
    }

    @Bean
    HttpServletStatelessServerTransport mcpTransport(ResourceProperties properties) {
        return HttpServletStatelessServerTransport.builder()
                .messageEndpoint(endpoint(properties))
                .maxRequestSize(Math.toIntExact(properties.maxBody().toBytes()))
                .contextExtractor(request -> McpTransportContext.create(
                        Map.of(ToolCalls.CALLER, Caller.of(Objects.requireNonNull(request.getUserPrincipal())))))
                .build();
    }

    @Bean
    ServletRegistrationBean<McpEndpoint> mcpServlet(
            HttpServletStatelessServerTransport transport, List<BackOfficeTool> tools, ResourceProperties properties) {
        McpEndpoint endpoint = new McpEndpoint(transport, new ModernWire(tools, SERVER, INSTRUCTIONS));
        ServletRegistrationBean<McpEndpoint> servlet = new ServletRegistrationBean<>(endpoint, endpoint(properties));
        servlet.setName("mcp");
        return servlet;
    }

    @Bean(destroyMethod = "close")
    McpStatelessSyncServer mcpServer(HttpServletStatelessServerTransport transport, List<BackOfficeTool> tools) {
        ToolCalls calls = new ToolCalls();
        return McpServer.sync(transport)
                .serverInfo(SERVER)
                .instructions(INSTRUCTIONS)
                .capabilities(ServerCapabilities.builder().tools(false).build())
                // Arguments checks them, in sentences.
                .validateToolInputs(false)
                .immediateExecution(true)
                .tools(tools.stream().map(calls::specification).toList())
                .build();
    }

    private static String endpoint(ResourceProperties properties) {
        return URI.create(properties.identifier()).getPath();
    }
}
