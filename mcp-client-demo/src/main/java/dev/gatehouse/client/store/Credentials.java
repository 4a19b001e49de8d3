package dev.gatehouse.client.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is kept, as an immutable value. Client credentials belong to one issuer, tokens to one resource. */
public record Credentials(Map<String, StoredClient> clients, Map<String, StoredTokens> tokens) {

    static final Credentials NONE = new Credentials(Map.of(), Map.of());

    public Credentials(@Nullable Map<String, StoredClient> clients, @Nullable Map<String, StoredTokens> tokens) {
        this.clients = clients == null ? Map.of() : Map.copyOf(clients);
        this.tokens = tokens == null ? Map.of() : Map.copyOf(tokens);
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
        return new Credentials(with(clients, issuer, client), tokens);
    }

    public Credentials withTokens(StoredTokens held) {
        return new Credentials(clients, with(tokens, held.resource(), held));
    }

    public Credentials withoutTokens(String resource) {
        return new Credentials(clients, without(tokens, resource));
    }

    /** Tokens of a client are worth nothing without it, so they go too. */
    public Credentials withoutClient(String issuer) {
        Map<String, StoredTokens> others = new LinkedHashMap<>(tokens);
        others.values().removeIf(held -> held.issuer().equals(issuer));
        return new Credentials(without(clients, issuer), others);
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
