package dev.gatehouse.resourceserver.protection;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How this server is protected: {@code gatehouse.resource.*}.
 *
 * @param issuer the authorization server, compared as a string with {@code iss} and with its metadata (RFC 8414 section 3.3)
 * @param identifier the resource identifier (RFC 8707, RFC 9728), the only {@code aud} that is accepted; its path is where
 *     the MCP endpoint is
 * @param jwksUri where the issuer's keys are; by default what the issuer's metadata says. For a network in which the
 *     issuer has another address
 * @param name {@code resource_name} of the metadata
 * @param challengeScopes the scopes of the first challenge: what a client needs to begin
 * @param tools which scopes each tool needs, unless the application has a {@link ToolScopes} bean
 * @param openMethods JSON-RPC methods that need a token and no scope; notifications are always among them
 * @param allowedOrigins origins whose pages may call the MCP endpoint, {@code http://host:*} for any port
 * @param dpop whether tokens may or must be bound to a key of the client
 * @param maxBody the largest request body of the MCP endpoint
 */
@ConfigurationProperties("gatehouse.resource")
public record ResourceProperties(
        @DefaultValue("http://127.0.0.1:9000") String issuer,
        @DefaultValue("http://127.0.0.1:9001/mcp") String identifier,
        @Nullable String jwksUri,
        @DefaultValue("MCP server") String name,
        @DefaultValue List<String> challengeScopes,
        @DefaultValue List<ProtectedTool> tools,

        @DefaultValue({"initialize", "ping", "server/discover", "tools/list"})
        Set<String> openMethods,

        @DefaultValue List<String> allowedOrigins,
        @DefaultValue DPoP dpop,
        @DefaultValue("64KB") DataSize maxBody) {

    private static final Pattern SCOPE_TOKEN = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    /** A tool and the scopes it needs; a tool without scopes needs only a valid token. */
    public record ProtectedTool(String name, @DefaultValue List<String> scopes) {}

    /**
     * Sender-constrained tokens (RFC 9449).
     *
     * @param mode whether the DPoP scheme is there, and whether it is the only one
     * @param nonce whether a proof must carry a nonce of this server
     */
    public record DPoP(
            @DefaultValue("accepted") Mode mode,
            @DefaultValue("false") boolean nonce) {

        /** What is taken. */
        public enum Mode {
            /** Bearer tokens that are not bound. */
            OFF,
            /** Those, and bound tokens under the DPoP scheme with a proof. */
            ACCEPTED,
            /** Bound tokens with a proof only. */
            REQUIRED
        }

        public DPoP {
            require(
                    !nonce || mode != Mode.OFF,
                    "gatehouse.resource.dpop.nonce is true, which needs gatehouse.resource.dpop.mode accepted or required"
                            + " (RFC 9449 section 9)");
        }
    }

    public ResourceProperties {
        requireServerUri("issuer", issuer, "RFC 8414 section 2");
        requireServerUri("identifier", identifier, "RFC 9728 section 1.2");
        jwksUri = jwksUri == null || jwksUri.isBlank() ? null : jwksUri.strip();
        if (jwksUri != null) {
            require(
                    isHttp(parse("jwks-uri", jwksUri)),
                    "gatehouse.resource.jwks-uri must be an absolute http or https URI: " + jwksUri);
        }
        challengeScopes.forEach(scope -> requireScope("challenge-scopes", scope));
        tools.forEach(tool -> tool.scopes().forEach(scope -> requireScope("tools", scope)));
        require(!maxBody.isNegative() && maxBody.toBytes() > 0, "gatehouse.resource.max-body must be more than 0");
        require(
                maxBody.toBytes() <= DataSize.ofMegabytes(16).toBytes(),
                "gatehouse.resource.max-body must be at most 16MB, because a body is held in memory");
    }

    private static void requireServerUri(String key, String value, String section) {
        URI uri = parse(key, value);
        String named = "gatehouse.resource." + key;
        require(isHttp(uri), named + " must be an absolute http or https URI (" + section + "): " + value);
        require(
                uri.getRawFragment() == null && uri.getRawQuery() == null && uri.getRawUserInfo() == null,
                named + " must have no query, fragment or user (" + section + "): " + value);
        require(
                "https".equals(uri.getScheme()) || isLoopback(uri.getHost()),
                named + " must use https unless its host is a loopback address (" + section + "): " + value);
    }

    private static void requireScope(String key, String scope) {
        require(
                SCOPE_TOKEN.matcher(scope).matches(),
                "gatehouse.resource." + key + " has a value that is no scope (RFC 6749 section 3.3): \"" + scope + '"');
    }

    private static URI parse(String key, String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            // Without the cause, which is what Boot would show in place of this sentence.
            throw new IllegalArgumentException("gatehouse.resource." + key + " is not a URI: " + value);
        }
    }

    private static boolean isHttp(URI uri) {
        return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }
}
