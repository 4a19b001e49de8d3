package dev.gatehouse.client.oauth;

import dev.gatehouse.client.jose.ProofKey;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked for, by whatever grant.
 *
 * @param scopes empty to send none
 * @param proofKey to bind the tokens to; empty for bearer tokens
 */
record TokenRequest(
        AuthorizationServer server, ProtectedResource resource, Set<String> scopes, Optional<ProofKey> proofKey) {}
