package dev.gatehouse.authserver.consent;

import java.time.Instant;

/**
 * An authorization request that waits for its person.
 *
 * @param arrivedAt who signed in before that did not sign in for this request
 */
record WaitingRequest(String transaction, Parameters parameters, String reference, Instant arrivedAt) {}
