package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.secret.Secrets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a configured client must satisfy. Every message names the key at fault, none a secret. */
final class ClientRules {

    private static final Set<String> AUTH_METHODS =
            Set.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");

    private static final Set<String> GRANT_TYPES = Set.of("authorization_code", "refresh_token", "client_credentials");

    private static final Set<String> SCRIPTS =
            Set.of("javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source");

    /** RFC 6749 appendix A.1, without what a log or a form might treat in its own way. */
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7E&&[^\"\\\\<>]]{1,255}");

    private static final Pattern REDIRECT_URI =
            Pattern.compile("(?<scheme>[a-z][a-z0-9+.-]*):[\\x21-\\x7E&&[^\"\\\\<>^`{|}#*]]{1,1900}");

    private static final Pattern HTTP_ON_LOOPBACK =
            Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]|localhost)(:[0-9]{1,5})?/.*");

    private static final Pattern HTTPS = Pattern.compile("https://[^/?@]+/.*");

    /** With nothing in it that an HTTP client would stumble over. */
    private static final Pattern HTTPS_ADDRESS =
            Pattern.compile("https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~!$&'()*+,;=:@/?-]*");

    private static final Pattern HASH = Pattern.compile("(?:\\{sha256}|sha256:)(?<hex>[0-9A-Fa-f]{64})");

    /** RFC 6749 section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,120}");

    private static final int LONGEST_SCOPE = 2000;

    private static final int MOST_REDIRECT_URIS = 100;

    private ClientRules() {}

    static void check(String key, ClientProperties.Entry client) {
        check(key, client, false);
    }

    /** @param keepsSecret whether the client has a secret already, which stays where none is named */
    static void check(String key, ClientProperties.Entry client, boolean keepsSecret) {
        require(
                client.clientId() != null
                        && CLIENT_ID.matcher(client.clientId()).matches(),
                key + ".client-id",
                "must be 1 to 255 printable characters without quote, backslash and angle brackets");
        require(
                !client.clientId().startsWith("https://"),
                key + ".client-id",
                "must not start with https://: such a name stands for a client metadata document");
        require(
                client.name() != null
                        && !client.name().isBlank()
                        && client.name().length() <= 255,
                key + ".name",
                "must be text of at most 255 characters");
        checkSecret(key, client, keepsSecret);
        checkGrants(key, client);
        checkScopes(key, client.scopes());
        require(
                client.redirectUris().size() <= MOST_REDIRECT_URIS,
                key + ".redirect-uris",
                "must be at most " + MOST_REDIRECT_URIS);
        for (int i = 0; i < client.redirectUris().size(); i++) {
            checkRedirectUri(
                    key + ".redirect-uris[" + i + "]", client.redirectUris().get(i));
        }
        require(
                client.homepage() == null
                        || (client.homepage().startsWith("https://")
                                && client.homepage().length() <= 500),
                key + ".homepage",
                "must be an https URL of at most 500 characters");
    }

    private static void checkSecret(String key, ClientProperties.Entry client, boolean keepsSecret) {
        String method = client.effectiveAuthMethod();
        require(AUTH_METHODS.contains(method), key + ".auth-method", "must be one of " + AUTH_METHODS);
        require(
                method.startsWith("client_secret_") ? client.secret() != null || keepsSecret : client.secret() == null,
                key + ".secret",
                "must be there for client_secret_basic and client_secret_post, and only for them");
        if (client.secret() != null) {
            secretHash(key, client.secret());
        }
        checkKeys(key, client, method);
        require(
                client.introspects() == null || !method.equals("none"),
                key + ".introspects",
                "needs a secret or keys: introspection is for confidential clients (RFC 7662 section 2.1)");
    }

    private static void checkKeys(String key, ClientProperties.Entry client, String method) {
        boolean one = (client.jwksUri() == null) != (client.jwks() == null);
        require(
                method.equals("private_key_jwt") ? one : !client.hasKeys(),
                key + ".jwks-uri",
                "or .jwks, one of them, must be there for private_key_jwt, and only for it");
        require(
                client.jwksUri() == null
                        || (HTTPS_ADDRESS.matcher(client.jwksUri()).matches()
                                && client.jwksUri().length() <= 2000),
                key + ".jwks-uri",
                "must be an https URL");
        require(
                client.jwks() == null || ClientKeySets.readable(client.jwks()),
                key + ".jwks",
                "must be a JWK set of public keys as JSON");
    }

    private static void checkGrants(String key, ClientProperties.Entry client) {
        Set<String> grants = client.effectiveGrantTypes();
        require(GRANT_TYPES.containsAll(grants), key + ".grant-types", "must be among " + GRANT_TYPES);
        require(
                !grants.contains("authorization_code") || !client.redirectUris().isEmpty(),
                key + ".redirect-uris",
                "must not be empty for the grant authorization_code");
        require(
                !grants.contains("refresh_token") || grants.contains("authorization_code"),
                key + ".grant-types",
                "has refresh_token without a grant that gives one");
        require(
                !grants.contains("client_credentials")
                        || !client.effectiveAuthMethod().equals("none"),
                key + ".grant-types",
                "has client_credentials, which needs a secret or keys (OAuth 2.1 section 4.2)");
    }

    private static void checkScopes(String key, @Nullable Set<String> scopes) {
        if (scopes != null) {
            require(
                    scopes.stream().allMatch(name -> SCOPE.matcher(name).matches())
                            && String.join(" ", scopes).length() <= LONGEST_SCOPE,
                    key + ".scopes",
                    "must be names as in RFC 6749 section 3.3, with at most " + LONGEST_SCOPE + " characters in all");
        }
    }

    private static void checkRedirectUri(String key, @Nullable String uri) {
        Matcher matcher = REDIRECT_URI.matcher(uri == null ? "" : uri);
        require(
                uri != null && matcher.matches() && uri.length() <= 2000,
                key,
                "must be an absolute URI without fragment, wildcard and characters that a URI cannot have");
        String scheme = matcher.group("scheme");
        require(!SCRIPTS.contains(scheme), key, "must not run a script or open a file");
        require(
                switch (scheme) {
                    case "https" -> HTTPS.matcher(uri).matches();
                    case "http" -> HTTP_ON_LOOPBACK.matcher(uri).matches();
                    default -> true;
                },
                key,
                "must have a host and a path and name no user, and http is only for 127.0.0.1, [::1] and localhost");
    }

    /** The SHA-256 to store for a configured secret. */
    static byte[] secretHash(String key, String secret) {
        Matcher hash = HASH.matcher(secret);
        if (hash.matches()) {
            return HexFormat.of().parseHex(hash.group("hex").toLowerCase(Locale.ROOT));
        }
        // A mistyped hash must not silently become the secret itself.
        boolean meantAsHash = secret.startsWith("{") || secret.startsWith("sha256:");
        require(
                secret.length() >= 32 && !meantAsHash,
                key + ".secret",
                "must be {sha256} and 64 hexadecimal digits, or at least 32 characters long");
        return Secrets.sha256(secret);
    }

    private static void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + rule);
        }
    }
}
