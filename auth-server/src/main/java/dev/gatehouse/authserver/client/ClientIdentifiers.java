package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.secret.Secrets;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Names for new clients. */
public final class ClientIdentifiers {

    private ClientIdentifiers() {}

    /**
     * A {@code client_id} for a client that registers: {@code gh_} and 128 random bits. It is no URL, so it can never be
     * taken for the document of another client (R9), and no UUID, so it never equals a person's {@code sub}.
     */
    public static String clientId() {
        return "gh_" + Secrets.base64Url(Secrets.randomBytes(16));
    }

    /** Our own key: a UUIDv7 (RFC 9562 section 5.7), so that rows of one time lie together. */
    public static UUID key(Instant now) {
        ByteBuffer bytes = ByteBuffer.wrap(Secrets.randomBytes(16));
        long high = (now.toEpochMilli() << 16) | 0x7000 | (bytes.getLong() & 0x0fff);
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
