package dev.gatehouse.authserver.reliability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All who ask, until they are told to stop; then those who look whether what they were given is still worth anything. */
final class Load implements AutoCloseable {

    private static final int DRIVERS = 6;

    /** So many access tokens are asked about in the end. */
    private static final int PROBES = 20_000;

    private final Cluster cluster;

    private final Wire wire;

    private final Random random;

    private final Machines machines;

    private final List<Driver> drivers = new ArrayList<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final List<Future<@Nullable Void>> running = new ArrayList<>();

    private volatile boolean stopped;

    Load(Cluster cluster, History history, Random random) {
        this.cluster = cluster;
        this.wire = new Wire(history);
        this.random = random;
        this.machines = new Machines(wire, cluster.issuer(), cluster::any);
        for (int i = 0; i < DRIVERS; i++) {
            drivers.add(new Driver(wire, cluster::any, i, new Random(random.nextLong()), machines));
        }
    }

    /** @param stepsPerSecond of all together, where the nodes can answer them */
    void start(int stepsPerSecond) {
        long each = DRIVERS * 1_000_000_000L / stepsPerSecond;
        for (Driver driver : drivers) {
            running.add(threads.submit(() -> {
                while (!stopped) {
                    long next = System.nanoTime() + each;
                    driver.step();
                    TimeUnit.NANOSECONDS.sleep(Math.max(next - System.nanoTime(), 0));
                }
                return null;
            }));
        }
    }

    void stop() throws Exception {
        stopped = true;
        for (Future<@Nullable Void> one : running) {
            one.get();
        }
    }

    /** Every token is asked about, every grant refreshed, and what is used up presented again. */
    void probe() {
        List<Driver.Held> all = new ArrayList<>(
                drivers.stream().flatMap(driver -> driver.grants.stream()).toList());
        Collections.shuffle(all, random);
        List<Map.Entry<String, String>> tokens = new ArrayList<>(machines.accessTokens.entrySet());
        all.forEach(held -> tokens.addAll(held.accessTokens.entrySet()));
        Collections.shuffle(tokens, random);
        each(
                tokens.subList(0, Math.min(tokens.size(), PROBES)),
                token -> Driver.introspect(wire, cluster.any(), token));
        List<Driver.Held> usable = all.stream().filter(held -> held.usable).toList();
        each(usable, held -> held.owner().present(held, held.refreshToken));
        each(
                all,
                held -> held.accessTokens.entrySet().stream()
                        .skip(held.accessTokens.size() - 1)
                        .forEach(token -> Driver.introspect(wire, cluster.any(), token)));
        List<Driver.Held> replayed = all.subList(0, Math.min(all.size(), 300));
        each(replayed, held -> {
            held.owner().redeem(held);
            held.accessTokens.entrySet().forEach(token -> Driver.introspect(wire, cluster.any(), token));
        });
    }

    private static <T> void each(List<T> all, Consumer<T> action) {
        try (ExecutorService few = Executors.newFixedThreadPool(4)) {
            all.forEach(one -> CompletableFuture.runAsync(() -> action.accept(one), few));
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
