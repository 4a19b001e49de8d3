package dev.gatehouse.authserver.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that waits for its person.
 *
 * @param arrivedAt who signed in before that did not sign in for this request
 * @param choice what was chosen already, by someone who was then asked to sign in again
 */
record WaitingRequest(
        String transaction,
        Parameters parameters,
        String reference,
        Instant arrivedAt,
        @Nullable ConsentChoice choice) {}
