package dev.gatehouse.resourceserver.protection;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The protected resource metadata of RFC 9728 and where it stands. Everything comes from configuration, nothing from the
 * request, so that no Host header can move it.
 */
final class ResourceMetadata {

    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final ResourceProperties properties;
    private final ToolScopes toolScopes;
    private final URI identifier;

    ResourceMetadata(ResourceProperties properties, ToolScopes toolScopes) {
        this.properties = properties;
        this.toolScopes = toolScopes;
        this.identifier = URI.create(properties.identifier());
    }

    /** Where the MCP endpoint is: the path of the resource identifier. */
    String endpoint() {
        return identifier.getPath().isEmpty() ? "/" : identifier.getPath();
    }

    /** Section 3.1: the well-known string is inserted between host and path, without a path that is only a slash. */
    String path() {
        return WELL_KNOWN + (endpoint().equals("/") ? "" : endpoint());
    }

    /** The value of {@code resource_metadata} in a challenge. */
    String uri() {
        return identifier.getScheme() + "://" + identifier.getRawAuthority() + path();
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("resource", properties.identifier());
        document.put("authorization_servers", List.of(properties.issuer()));
        document.put("scopes_supported", List.copyOf(toolScopes.all()));
        document.put("bearer_methods_supported", List.of("header"));
        document.put("resource_name", properties.name());
        if (properties.dpop().mode() != ResourceProperties.DPoP.Mode.OFF) {
            document.put("dpop_signing_alg_values_supported", DPoPProof.algorithmNames());
        }
        if (properties.dpop().mode() == ResourceProperties.DPoP.Mode.REQUIRED) {
            document.put("dpop_bound_access_tokens_required", true);
        }
        return document;
    }
}
