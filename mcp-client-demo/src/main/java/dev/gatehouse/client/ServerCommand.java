package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.browser.Browsers;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.mcp.McpWire;
import dev.gatehouse.client.mcp.ProtectedEndpoint;
import dev.gatehouse.client.mcp.WireChoice;
import dev.gatehouse.client.oauth.Authorizer;
import java.net.URI;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** A command that speaks with an MCP server, signing in first where the server wants it. */
abstract class ServerCommand extends SessionCommand {

    @Mixin
    private StoreOptions storeOptions = new StoreOptions();

    @Mixin
    private SignInOptions signInOptions = new SignInOptions();

    ServerCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** @param introduction what the server says of itself */
    abstract int converse(McpWire wire, JsonNode introduction);

    @Override
    final int run(Http http) {
        Surroundings surroundings = surroundings();
        URI server = storeOptions.server();
        Authorizer access = new Authorizer(
                server,
                http,
                storeOptions.store(surroundings),
                Browsers.of(signInOptions.browser(), surroundings.err(), surroundings.environment()),
                signInOptions.settings(surroundings.environment()),
                surroundings.clock());
        ProtectedEndpoint endpoint =
                new ProtectedEndpoint(server, http, access, signInOptions.stepsUp(), signInOptions.answerPatience());
        try (McpWire wire = WireChoice.of(signInOptions.wire(), endpoint, http.log())) {
            return converse(wire, wire.open());
        }
    }
}
