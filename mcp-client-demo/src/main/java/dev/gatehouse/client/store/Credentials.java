package dev.gatehouse.client.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept, as an immutable value. Client credentials belong to one issuer, tokens to one resource.
 *
 * @param proofKeys the private JWK by issuer to which tokens are bound (DPoP, RFC 9449)
 */
public record Credentials(
        Map<String, StoredClient> clients, Map<String, StoredTokens> tokens, Map<String, String> proofKeys) {

    static final Credentials NONE = new Credentials(Map.of(), Map.of(), Map.of());

    public Credentials(
            @Nullable Map<String, StoredClient> clients,
            @Nullable Map<String, StoredTokens> tokens,
            @Nullable Map<String, String> proofKeys) {
        this.clients = clients == null ? Map.of() : Map.copyOf(clients);
        this.tokens = tokens == null ? Map.of() : Map.copyOf(tokens);
        this.proofKeys = proofKeys == null ? Map.of() : Map.copyOf(proofKeys);
    }

    public Optional<StoredClient> client(String issuer) {
        return Optional.ofNullable(clients.get(issuer));
    }

    public Optional<StoredTokens> tokensForResource(String resource) {
        return Optional.ofNullable(tokens.get(resource));
    }

    public Optional<StoredTokens> tokensForServer(String server) {
        return tokens.values().stream()
                .filter(held -> held.servers().contains(server))
                .findFirst();
    }

    public Credentials withClient(String issuer, StoredClient client) {
        return new Credentials(with(clients, issuer, client), tokens, proofKeys);
    }

    public Credentials withTokens(StoredTokens held) {
        return new Credentials(clients, with(tokens, held.resource(), held), proofKeys);
    }

    public Credentials withoutTokens(String resource) {
        return new Credentials(clients, without(tokens, resource), proofKeys);
    }

    public Credentials withProofKey(String issuer, String jwk) {
        return new Credentials(clients, tokens, with(proofKeys, issuer, jwk));
    }

    /** The private JWK to which these tokens are bound; empty for bearer tokens. */
    public Optional<String> proofKeyOf(StoredTokens held) {
        return held.isBound() ? Optional.ofNullable(proofKeys.get(held.issuer())) : Optional.empty();
    }

    /** Leaves out the keys. */
    @Override
    public String toString() {
        return "Credentials[" + clients + ", " + tokens + "]";
    }

    /** Tokens of a client are worth nothing without it, nor is the key they are bound to, so they go too. */
    public Credentials withoutClient(String issuer) {
        Map<String, StoredTokens> others = new LinkedHashMap<>(tokens);
        others.values().removeIf(held -> held.issuer().equals(issuer));
        return new Credentials(without(clients, issuer), others, without(proofKeys, issuer));
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        Map<String, V> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static <V> Map<String, V> without(Map<String, V> map, String key) {
        Map<String, V> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return changed;
    }
}
