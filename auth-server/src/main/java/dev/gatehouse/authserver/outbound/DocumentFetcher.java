package dev.gatehouse.authserver.outbound;

import java.net.URI;
import java.util.Set;

/** Fetches documents that strangers name. The only HTTP client of this server. */
public interface DocumentFetcher {

    /** Media types of JSON; anything that ends in {@code +json} counts too. */
    Set<String> JSON = Set.of("application/json");

    /**
     * Fetches an https document: addresses looked up once, each checked, and dialled as checked; no redirect followed; 200
     * alone counts; the body and the time bounded as a whole (promise P10). Equal fetches at the same moment are one.
     *
     * @param mediaTypes what is acceptable
     * @param largestBody in bytes
     */
    FetchOutcome fetch(URI uri, Set<String> mediaTypes, int largestBody);
}
