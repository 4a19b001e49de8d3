package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.secret.Secrets;
import java.nio.charset.StandardCharsets;

/** A document that is the same for everybody, ready to be sent. */
record PublishedDocument(byte[] bytes, String etag) {

    static PublishedDocument of(byte[] bytes) {
        String hash = Secrets.base64Url(Secrets.sha256(new String(bytes, StandardCharsets.UTF_8)));
        return new PublishedDocument(bytes, '"' + hash.substring(0, 22) + '"');
    }
}
