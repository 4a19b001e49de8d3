package dev.gatehouse.authserver.client;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.cluster.NodeMemory;
import dev.gatehouse.authserver.outbound.DocumentFetcher;
import dev.gatehouse.authserver.outbound.FetchOutcome;
import dev.gatehouse.authserver.ratelimit.Throttle;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Clients' key sets. A fetched one is kept for five minutes, so that a removed key is refused within that time; a key that
 * is not in it leads to one more fetch, a minute apart at the least (A19). Keys are never fetched from where a JWT's
 * header points (requirement A6).
 */
@Component
class ClientKeySets {

    private static final Logger log = LoggerFactory.getLogger(ClientKeySets.class);

    private static final int LARGEST = 16 * 1024;

    private final DocumentFetcher fetcher;

    private final NodeMemory<String, JWKSet> fetched = NodeMemory.sinceKept(1_000, Duration.ofMinutes(5));

    private final Throttle fetches = new Throttle(1, Duration.ofMinutes(1));

    ClientKeySets(DocumentFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * @param missed a set that turned out to lack the key: a newer one is wanted, if it may be fetched
     */
    Optional<JWKSet> find(ClientKeys keys, @Nullable JWKSet missed) {
        if (keys.jwks() != null) {
            return missed == null ? parse(keys.jwks()) : Optional.empty();
        }
        String uri = String.valueOf(keys.jwksUri());
        Optional<JWKSet> known = fetched.find(uri).filter(found -> found != missed);
        if (known.isPresent()) {
            return known;
        }
        if (!fetches.attempt(uri).isZero()) {
            return Optional.empty();
        }
        return switch (fetcher.fetch(URI.create(uri), DocumentFetcher.JSON, LARGEST)) {
            case FetchOutcome.Fetched answer -> {
                Optional<JWKSet> set = parse(new String(answer.body(), StandardCharsets.UTF_8));
                set.ifPresent(keySet -> fetched.keep(uri, keySet));
                yield set;
            }
            case FetchOutcome.NotFetched failed -> {
                log.info("The keys at {} were not fetched: {}", uri, failed.reason());
                yield Optional.empty();
            }
        };
    }

    /** Whether it is a set with keys, and none of them private. */
    static boolean readable(String json) {
        try {
            JWKSet set = JWKSet.parse(json);
            return !set.isEmpty()
                    && set.getKeys().stream().noneMatch(key -> key.isPrivate() || key.toPublicJWK() == null);
        } catch (ParseException | RuntimeException e) {
            return false;
        }
    }

    private static Optional<JWKSet> parse(String json) {
        try {
            return Optional.of(JWKSet.parse(json).toPublicJWKSet());
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
