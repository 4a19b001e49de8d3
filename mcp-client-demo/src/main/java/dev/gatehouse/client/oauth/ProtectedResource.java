package dev.gatehouse.client.oauth;

import java.util.List;

/**
 * What an MCP server says of itself (RFC 9728).
 *
 * @param resource the identifier, sent as {@code resource} exactly as it was published; empty for a server of MCP
 *     2025-03-26, which publishes none
 * @param dpopRequired whether it takes only tokens that are bound by DPoP
 */
record ProtectedResource(
        String resource, List<String> authorizationServers, List<String> scopesSupported, boolean dpopRequired) {}
