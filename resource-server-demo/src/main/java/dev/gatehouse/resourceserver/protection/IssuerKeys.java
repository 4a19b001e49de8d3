package dev.gatehouse.resourceserver.protection;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The issuer's public keys, fetched when the first token needs them. Requests carry no credentials. Strangers cannot make
 * it fetch often: after a success it rests for {@link #REST_AFTER_SUCCESS}, whatever key ids they invent, and after a
 * failure for {@link #REST_AFTER_FAILURE}.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {

    static final Duration REST_AFTER_SUCCESS = Duration.ofSeconds(10);
    static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_DOCUMENT_BYTES = 256 * 1024;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final JsonMapper json = JsonMapper.shared();
    private final String issuer;
    private final @Nullable String jwksUri;
    private final InstantSource clock;
    private @Nullable JWKSet latest;
    private Instant nextFetch = Instant.MIN;
    private String lastFailure = "";

    IssuerKeys(ResourceProperties properties, InstantSource clock) {
        this.issuer = properties.issuer();
        this.jwksUri = properties.jwksUri();
        this.clock = clock;
    }

    @Override
    public synchronized JWKSet getJWKSet(
            JWKSetCacheRefreshEvaluator refreshEvaluator, long currentTime, @Nullable SecurityContext context)
            throws JWKSetUnavailableException {
        if (clock.instant().isBefore(nextFetch)) {
            if (latest == null) {
                throw new JWKSetUnavailableException(lastFailure);
            }
            return latest;
        }
        try {
            JWKSet fetched = fetchKeys();
            latest = fetched;
            nextFetch = clock.instant().plus(REST_AFTER_SUCCESS);
            return fetched;
        } catch (IOException | ParseException | JacksonException | IllegalArgumentException e) {
            // Fail closed: keys that could not be confirmed are not used any longer.
            latest = null;
            lastFailure = "No keys from " + issuer + ": " + e;
            nextFetch = clock.instant().plus(REST_AFTER_FAILURE);
            throw new JWKSetUnavailableException(lastFailure, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private JWKSet fetchKeys() throws IOException, ParseException {
        URI uri = jwksUri != null ? URI.create(jwksUri) : jwksUriOfMetadata();
        return JWKSet.parse(get(uri)).toPublicJWKSet();
    }

    private URI jwksUriOfMetadata() throws IOException {
        URI location = metadataLocation();
        JsonNode metadata = json.readTree(get(location));
        // RFC 8414 section 3.3: identical, or the document is not to be used.
        if (!issuer.equals(metadata.path("issuer").asString(""))) {
            throw new IOException(location + " is the metadata of another issuer");
        }
        URI uri = URI.create(metadata.path("jwks_uri").asString(""));
        boolean downgraded = location.getScheme().equals("https") && !"https".equals(uri.getScheme());
        if (uri.getHost() == null || downgraded) {
            throw new IOException(location + " has no usable jwks_uri");
        }
        return uri;
    }

    /** RFC 8414 section 3.1: between host and path, without a slash at the end of the issuer. */
    private URI metadataLocation() {
        URI uri = URI.create(issuer);
        String path = uri.getRawPath().endsWith("/")
                ? uri.getRawPath().substring(0, uri.getRawPath().length() - 1)
                : uri.getRawPath();
        return URI.create(
                uri.getScheme() + "://" + uri.getRawAuthority() + "/.well-known/oauth-authorization-server" + path);
    }

    private String get(URI uri) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json, application/jwk-set+json")
                .timeout(READ_TIMEOUT)
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException(uri + " answered " + response.statusCode());
                }
                byte[] document = body.readNBytes(MAX_DOCUMENT_BYTES + 1);
                if (document.length > MAX_DOCUMENT_BYTES) {
                    throw new IOException(uri + " is larger than " + MAX_DOCUMENT_BYTES + " bytes");
                }
                return new String(document, StandardCharsets.UTF_8);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while reading " + uri, e);
        }
    }
}
