package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.keys.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the metadata in all the forms that clients look for (requirement D1), and the public keys. */
@RestController
class MetadataController {

    private static final CacheControl FIVE_MINUTES =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private static final HandshakeEvent OAUTH_READ =
            HandshakeEvent.done(Step.DISCOVERY).with(Fact.DOCUMENT, "oauth-authorization-server");

    private static final HandshakeEvent OPENID_READ =
            HandshakeEvent.done(Step.DISCOVERY).with(Fact.DOCUMENT, "openid-configuration");

    private final ServerMetadata metadata;

    private final SigningKeys keys;

    private final HandshakeRecorder handshakes;

    MetadataController(ServerMetadata metadata, SigningKeys keys, HandshakeRecorder handshakes) {
        this.metadata = metadata;
        this.keys = keys;
        this.handshakes = handshakes;
    }

    @GetMapping("/.well-known/oauth-authorization-server")
    ResponseEntity<byte[]> oauth() {
        handshakes.record(OAUTH_READ);
        return json(metadata.oauth());
    }

    @GetMapping("/.well-known/openid-configuration")
    ResponseEntity<byte[]> openid() {
        handshakes.record(OPENID_READ);
        return json(metadata.openid());
    }

    @GetMapping("/jwks")
    ResponseEntity<byte[]> jwks() {
        return json(keys.publicJwkSet().getBytes(StandardCharsets.UTF_8));
    }

    private static ResponseEntity<byte[]> json(byte[] document) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(FIVE_MINUTES)
                .body(document);
    }
}
