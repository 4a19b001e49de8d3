package dev.gatehouse.authserver.outbound;

import java.net.URI;
import java.util.Map;
import java.util.function.Predicate;

/** Posts JSON to servers that administrators name, and reads what they answer. */
public interface JsonCalls {

    /** JSON, and the events that a server may send in its place. */
    String ACCEPTED = "application/json, text/event-stream";

    /**
     * Posts to an https address, checked and dialled as documents are fetched; no redirect is followed; the answer is of one
     * of the {@link #ACCEPTED} types, and bounded in size and time as a whole (promise P10). Neither the body nor a header is
     * logged.
     *
     * @param largestBody in bytes
     * @param whole whether what was read of a stream of events is all that is waited for
     */
    CallOutcome call(URI uri, String json, Map<String, String> headers, int largestBody, Predicate<String> whole);
}
