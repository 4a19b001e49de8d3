package dev.gatehouse.authserver.outbound;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts JSON to where an administrator wants it. */
public interface Webhooks {

    /**
     * Posts, bounded in time, to a checked address as documents are fetched: https, or http to one of the private hosts. No
     * redirect is followed.
     *
     * @return what went wrong, in words for the log; null for an answer of 200 to 299
     */
    @Nullable
    String post(URI uri, String json, Map<String, String> headers);
}
