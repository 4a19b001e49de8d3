package dev.gatehouse.resourceserver.mcp;

import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Shows a caller its own token's claims, never the token. */
@Configuration(proxyBeanMethods = false)
class WhoAmITool {

    @Bean
    @Order(90)
    BackOfficeTool whoami() {
        return new BackOfficeTool(
                "whoami",
                "Who am I",
                "Shows for whom this client acts here, with which scopes, and until when.",
                List.of(),
                BackOfficeTool.Effect.READS,
                List.of(),
                (arguments, caller) -> Map.of(
                        "sub", caller.subject(),
                        "client_id", caller.clientId(),
                        "scopes", List.copyOf(caller.scopes()),
                        "resource", caller.resource(),
                        "expires_at", caller.expiresAt().toString()));
    }
}
