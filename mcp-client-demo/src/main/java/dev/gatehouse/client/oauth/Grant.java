package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.store.StoredClient;

/** One way to get tokens. */
interface Grant {

    /** What came of it, and as which client. */
    record Outcome(StoredClient client, TokenResult.Issued issued) {}

    /** @throws Failure if the person or the server says no, or any check fails */
    Outcome request(TokenRequest request);
}
