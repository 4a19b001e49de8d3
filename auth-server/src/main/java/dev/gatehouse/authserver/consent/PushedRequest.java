package dev.gatehouse.authserver.consent;

/**
 * An authorization request that its client sent ahead.
 *
 * @param hash of the name under which it is kept
 */
record PushedRequest(byte[] hash, Parameters parameters) {}
