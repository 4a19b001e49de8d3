package dev.gatehouse.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An authorization server as far as a resource server sees it: metadata and keys on a loopback port. */
public final class TestIssuer implements AutoCloseable {

    /** A request that came in. */
    public record Received(
            String method, String uri, @Nullable String authorization, String body) {}

    private final HttpServer server;
    private final String issuer;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<JWK> keys = new CopyOnWriteArrayList<>();
    private volatile String publishedIssuer;

    private TestIssuer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        publishedIssuer = issuer;
        keys.add(newKey());
        keys.add(newRsaKey());
        server.createContext("/.well-known/oauth-authorization-server", exchange -> answer(exchange, metadata()));
        server.createContext("/jwks", exchange -> answer(exchange, new JWKSet(keys).toString(true)));
        server.start();
    }

    public static TestIssuer start() {
        return new TestIssuer(0);
    }

    public static TestIssuer startOn(int port) {
        return new TestIssuer(port);
    }

    public static JWK newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWK newRsaKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** Where the keys are, also when the metadata is of no use. */
    public String jwksUri() {
        return issuer + "/jwks";
    }

    public JWK key() {
        return keys.getFirst();
    }

    public JWK rsaKey() {
        return keys.get(1);
    }

    public void publish(JWK key) {
        keys.add(key);
    }

    /** Lets the metadata name another issuer. */
    public void claimToBe(String other) {
        publishedIssuer = other;
    }

    /** A good access token for the resource, to be spoilt in one place. */
    public TestToken tokenFor(String resource) {
        return new TestToken(issuer, resource, key());
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String metadata() {
        return "{\"issuer\":\"" + publishedIssuer + "\",\"jwks_uri\":\"" + jwksUri() + "\"}";
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
