package dev.gatehouse.authserver.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a node remembers for itself, up to a number and for a time. It may be forgotten earlier, and ends with the node, so nothing
 * may hang on its being there. Safe for any thread.
 */
public final class NodeMemory<K, V> {

    private final Cache<K, V> memory;

    private NodeMemory(Caffeine<Object, Object> bounds, int most) {
        this.memory = bounds.maximumSize(most)
                // Its upkeep is a few steps: to wake another thread for it costs more.
                .executor(Runnable::run)
                .build();
    }

    /** Remembers each for this long after it was put there. */
    public static <K, V> NodeMemory<K, V> sinceKept(int most, Duration time) {
        return new NodeMemory<>(Caffeine.newBuilder().expireAfterWrite(time), most);
    }

    /** Remembers each for this long after somebody asked for it. */
    public static <K, V> NodeMemory<K, V> sinceAsked(int most, Duration time) {
        return new NodeMemory<>(Caffeine.newBuilder().expireAfterAccess(time), most);
    }

    public Optional<V> find(K key) {
        return Optional.ofNullable(memory.getIfPresent(key));
    }

    /** What is there, or else is made, once, and kept. */
    public V find(K key, Function<? super K, ? extends V> made) {
        return memory.get(key, made);
    }

    /** What is there, for one who asks: it is forgotten. */
    public Optional<V> take(K key) {
        return Optional.ofNullable(memory.asMap().remove(key));
    }

    public void keep(K key, V value) {
        memory.put(key, value);
    }

    public void forget(K key) {
        memory.invalidate(key);
    }

    public void forgetAll() {
        memory.invalidateAll();
    }
}
