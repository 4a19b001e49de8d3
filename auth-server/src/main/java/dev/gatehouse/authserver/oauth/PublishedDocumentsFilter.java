package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.keys.SigningKeys;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves the metadata in all the forms that clients look for (requirement D1), and the public keys: prepared bytes, in front
 * of all that decides about requests, since here there is nothing to decide. Scripts of any site may read them (O1).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class PublishedDocumentsFilter extends OncePerRequestFilter {

    private static final String FIVE_MINUTES = "max-age=300, public";

    private static final HandshakeEvent OAUTH_READ =
            HandshakeEvent.done(Step.DISCOVERY).with(Fact.DOCUMENT, "oauth-authorization-server");

    private static final HandshakeEvent OPENID_READ =
            HandshakeEvent.done(Step.DISCOVERY).with(Fact.DOCUMENT, "openid-configuration");

    private final ServerMetadata metadata;

    private final SigningKeys keys;

    private final HandshakeRecorder handshakes;

    private volatile KeySet keySet = new KeySet("", PublishedDocument.of(new byte[0]));

    private record KeySet(String text, PublishedDocument document) {}

    PublishedDocumentsFilter(ServerMetadata metadata, SigningKeys keys, HandshakeRecorder handshakes) {
        this.metadata = metadata;
        this.keys = keys;
        this.handshakes = handshakes;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String method = request.getMethod();
        boolean read = method.equals("GET") || method.equals("HEAD");
        PublishedDocument document = read ? document(request) : null;
        if (document == null) {
            chain.doFilter(request, response);
        } else {
            send(document, request, response);
        }
    }

    private @Nullable PublishedDocument document(HttpServletRequest request) {
        // As it was sent, and not as it is decoded: whatever is between here and the caller must read it as we do (N3).
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return switch (path) {
            case "/.well-known/oauth-authorization-server" -> {
                handshakes.record(OAUTH_READ.from(request.getRemoteAddr()));
                yield metadata.oauth();
            }
            case "/.well-known/openid-configuration" -> {
                handshakes.record(OPENID_READ.from(request.getRemoteAddr()));
                yield metadata.openid();
            }
            case "/jwks" -> publicKeys();
            default -> null;
        };
    }

    private PublishedDocument publicKeys() {
        String text = keys.publicJwkSet();
        KeySet known = keySet;
        if (!known.text().equals(text)) {
            known = new KeySet(text, PublishedDocument.of(text.getBytes(StandardCharsets.UTF_8)));
            keySet = known;
        }
        return known.document();
    }

    private static void send(PublishedDocument document, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, FIVE_MINUTES);
        response.setHeader(HttpHeaders.ETAG, document.etag());
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.setHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, CrossOrigin.EXPOSED_HEADERS);
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(document.etag())) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(document.bytes().length);
        // The container leaves it out for HEAD.
        response.getOutputStream().write(document.bytes());
    }
}
