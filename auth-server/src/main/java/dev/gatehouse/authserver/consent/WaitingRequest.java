package dev.gatehouse.authserver.consent;

/** An authorization request that waits for its person. */
record WaitingRequest(String transaction, Parameters parameters, String reference) {}
