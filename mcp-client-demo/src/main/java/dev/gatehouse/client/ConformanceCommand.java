package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.browser.Browsers;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.jose.SigningKey;
import dev.gatehouse.client.mcp.McpWire;
import dev.gatehouse.client.mcp.ProtectedEndpoint;
import dev.gatehouse.client.mcp.ToolArguments;
import dev.gatehouse.client.mcp.WireChoice;
import dev.gatehouse.client.oauth.Authorizer;
import dev.gatehouse.client.oauth.ClientIdentity;
import dev.gatehouse.client.oauth.GrantChoice;
import dev.gatehouse.client.oauth.SignInSettings;
import dev.gatehouse.client.store.MemoryCredentialStore;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the public MCP conformance suite drives: connects without a person, lists the tools, calls each once. Credentials
 * are kept in memory only.
 */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = "Runs one scenario of the MCP conformance suite: its servers ask nobody, so no browser is opened."
                + " Reads MCP_CONFORMANCE_SCENARIO, MCP_CONFORMANCE_PROTOCOL_VERSION and MCP_CONFORMANCE_CONTEXT.")
final class ConformanceCommand extends SessionCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CLIENT_METADATA_URL = "https://conformance-test.local/client-metadata.json";

    @Parameters(index = "0", paramLabel = "URL", description = "The MCP server of the scenario.")
    private String url = "";

    ConformanceCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        URI server = WebUrl.require(Step.USAGE, "the MCP server's address", url);
        Map<String, String> environment = surroundings().environment();
        http.log()
                .say("Scenario " + environment.getOrDefault("MCP_CONFORMANCE_SCENARIO", "(none named)") + " at "
                        + server);
        Authorizer access = new Authorizer(
                server,
                http,
                new MemoryCredentialStore(),
                Browsers.following(http),
                settings(environment),
                surroundings().clock());
        ProtectedEndpoint endpoint = new ProtectedEndpoint(server, http, access, true, PATIENCE);
        try (McpWire wire = WireChoice.of(wire(environment), endpoint, http.log())) {
            wire.open();
            for (JsonNode tool : wire.listTools()) {
                JsonNode result = wire.callTool(tool.path("name").asString(""), ToolArguments.sample(tool));
                http.log().say(tool.path("name").asString("") + " answers " + result);
            }
        }
        return DONE;
    }

    /** The scenarios of the extensions are about one grant each, and name it in no other way. */
    private static GrantChoice grant(String scenario, ObjectNode context) {
        if (scenario.startsWith("auth/client-credentials-")) {
            return new GrantChoice.ClientCredentials();
        }
        if (scenario.equals("auth/wif-jwt-bearer")) {
            return new GrantChoice.JwtBearer(context.path("valid_jwt").asString(""));
        }
        if (scenario.equals("auth/enterprise-managed-authorization")) {
            String endpoint = context.path("idp_token_endpoint").asString("");
            return new GrantChoice.IdentityAssertion(
                    WebUrl.require(Step.USAGE, "idp_token_endpoint", endpoint),
                    context.path("idp_client_id").asString(""),
                    context.path("idp_id_token").asString(""));
        }
        return new GrantChoice.AuthorizationCode();
    }

    private static String wire(Map<String, String> environment) {
        return environment.getOrDefault("MCP_CONFORMANCE_PROTOCOL_VERSION", WireChoice.AUTO);
    }

    private static SignInSettings settings(Map<String, String> environment) {
        ObjectNode context = Json.findObject(environment.getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}"))
                .orElse(Json.MAPPER.createObjectNode());
        String version = environment.getOrDefault("MCP_CONFORMANCE_PROTOCOL_VERSION", "");
        ClientIdentity client = new ClientIdentity(
                Json.string(context, "client_id").orElse(null),
                Json.string(context, "client_secret").orElse(null),
                CLIENT_METADATA_URL,
                Json.string(context, "private_key_pem")
                        .map(pem -> SigningKey.parse(pem, "the scenario's private_key_pem"))
                        .orElse(null),
                false);
        return new SignInSettings(
                client,
                grant(environment.getOrDefault("MCP_CONFORMANCE_SCENARIO", ""), context),
                Set.of(),
                Json.string(context, "issuer").orElse(null),
                0,
                PATIENCE,
                version.equals("2025-03-26"),
                false);
    }
}
