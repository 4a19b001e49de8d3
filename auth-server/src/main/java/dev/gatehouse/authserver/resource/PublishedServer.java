package dev.gatehouse.authserver.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an MCP server says of itself in its protected resource metadata (RFC 9728 section 2), checked for form and cut to its
 * bounds: a stranger's words, to be shown as text.
 *
 * @param metadataUrl where it was read
 * @param name {@code resource_name}
 * @param scopes {@code scopes_supported}, those that could be registered
 * @param authorizationServers issuers that it takes tokens of
 * @param dpopRequired {@code dpop_bound_access_tokens_required}
 */
public record PublishedServer(
        String metadataUrl,
        @Nullable String name,
        List<String> scopes,
        List<String> authorizationServers,
        boolean dpopRequired) {

    public PublishedServer {
        scopes = List.copyOf(scopes);
        authorizationServers = List.copyOf(authorizationServers);
    }
}
