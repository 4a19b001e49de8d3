package dev.gatehouse.authserver.keys;

import static dev.gatehouse.authserver.keys.Nodes.kid;
import static dev.gatehouse.authserver.keys.Nodes.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RotationUnderLoadTests {

    private static final Duration STEP = Duration.ofMinutes(1);

    private static final Duration CACHED = Duration.ofMinutes(5);

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** @param asked when the request for it was sent */
    private record Issued(String token, Instant asked) {}

    @Test
    @DisplayName(
            "L09 twenty rotations under load on two nodes: no verifier that keeps the keys for 5 minutes refuses a token")
    void rotatesUnderLoad() throws Exception {
        try (Nodes nodes = Nodes.start("--gatehouse.keys.rotate-every=20m", "--gatehouse.keys.publish-ahead=10m");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Queue<Issued> issued = new ConcurrentLinkedQueue<>();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger refused = new AtomicInteger();
            List<KeyVerifier> caching = nodes.all().stream()
                    .map(node -> new KeyVerifier(node, CACHED))
                    .toList();
            List<Future<Integer>> loads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Oauth node = nodes.all().get(i % 2);
                KeyVerifier verifier = caching.get(i / 2);
                loads.add(threads.submit((Callable<Integer>) () -> load(nodes, node, verifier, issued, over, refused)));
            }
            List<Issued> all = turn(nodes, issued, refused);
            over.set(true);
            int count = 0;
            for (Future<Integer> load : loads) {
                count += load.get();
            }

            assertThat(refused).hasValue(0);
            assertThat(count).isGreaterThan(400);
            assertThat(all.stream().map(one -> kid(one.token())).distinct()).hasSizeGreaterThan(20);
            assertNoneSignsAfterItsSuccessor(nodes, all);
        }
    }

    private static int load(
            Nodes nodes,
            Oauth node,
            KeyVerifier verifier,
            Queue<Issued> issued,
            AtomicBoolean over,
            AtomicInteger refused) {
        int count = 0;
        while (!over.get()) {
            Instant asked = nodes.now();
            String token = token(node);
            issued.add(new Issued(token, asked));
            if (!verifier.verifies(token, nodes.now())) {
                refused.incrementAndGet();
            }
            count++;
        }
        return count;
    }

    /** Turns the clock through twenty rotations. Whoever comes anew must know the keys of each token that has not expired. */
    private static List<Issued> turn(Nodes nodes, Queue<Issued> issued, AtomicInteger refused) {
        List<Issued> all = new ArrayList<>();
        Map<String, Issued> lastOfKey = new HashMap<>();
        for (int minute = 0; minute < 21 * 20; minute++) {
            nodes.advance(STEP);
            nodes.refresh();
            for (Issued next = issued.poll(); next != null; next = issued.poll()) {
                all.add(next);
                lastOfKey.put(kid(next.token()), next);
            }
            Instant now = nodes.now();
            KeyVerifier newcomer = new KeyVerifier(nodes.all().get(minute % 2), CACHED);
            lastOfKey.values().removeIf(one -> one.asked().plus(LIFETIME).isBefore(now));
            lastOfKey.values().forEach(one -> {
                if (!newcomer.verifies(one.token(), now)) {
                    refused.incrementAndGet();
                }
            });
        }
        return all;
    }

    private static void assertNoneSignsAfterItsSuccessor(Nodes nodes, List<Issued> all) {
        Map<String, Instant> last = new HashMap<>();
        all.forEach(one -> last.merge(kid(one.token()), one.asked(), (a, b) -> a.isAfter(b) ? a : b));
        Set<String> kids = new LinkedHashSet<>();
        all.forEach(one -> kids.add(kid(one.token())));
        Map<String, Instant> activations = activations(nodes);
        List<String> inOrder =
                kids.stream().sorted(Comparator.comparing(activations::get)).toList();
        for (int i = 0; i + 1 < inOrder.size(); i++) {
            assertThat(last.get(inOrder.get(i)))
                    .isBefore(activations.get(inOrder.get(i + 1)).plus(STEP));
        }
    }

    /** From the record, since the keys themselves are gone. */
    private static Map<String, Instant> activations(Nodes nodes) {
        Map<String, Instant> activations = new HashMap<>();
        nodes.first()
                .server()
                .jdbc()
                .sql("select event_json from audit_entry where type = 'signing_key.created'")
                .query(String.class)
                .list()
                .forEach(json -> activations.put((String) Oauth.json(json).get("kid"), Instant.parse((String)
                        Oauth.json(json).get("activates_at"))));
        return activations;
    }
}
