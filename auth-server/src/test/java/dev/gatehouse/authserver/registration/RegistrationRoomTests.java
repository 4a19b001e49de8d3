package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.client.ClientDirectory;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Counting takes long where the limits are high; what the limits do is in the tests of registrations. */
class RegistrationRoomTests {

    enum Counted {
        ALL(RegistrationRoom::requireInAll),
        UNUSED(RegistrationRoom::makeForUnused);

        final BiConsumer<RegistrationRoom, Instant> asked;

        Counted(BiConsumer<RegistrationRoom, Instant> asked) {
            this.asked = asked;
        }
    }

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Instant DUE_AGAIN = START.plusSeconds(61);

    private final AtomicInteger counts = new AtomicInteger();

    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private volatile IntSupplier answer = () -> 0;

    private final RegistrationRoom room = new RegistrationRoom(
            (ClientDirectory) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {ClientDirectory.class},
                    (proxy, method, arguments) -> method.getName().startsWith("count") ? count() : 0),
            deleted -> {},
            new Binder(new MapConfigurationPropertySource(Map.of("gatehouse.registration.unused-at-most", "1000")))
                    .bindOrCreate("gatehouse.registration", RegistrationProperties.class));

    private int count() {
        counts.incrementAndGet();
        return answer.getAsInt();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R1 one request counts when it is due, and the others do not wait for it")
    void countsOnce(Counted counted) throws Exception {
        counted.asked.accept(room, START);
        counted.asked.accept(room, START);
        assertThat(counts).hasValue(1);

        CompletableFuture<Void> first = counting(counted, DUE_AGAIN);
        counted.asked.accept(room, DUE_AGAIN);
        assertThat(counts).hasValue(2);
        mayEnd.countDown();
        first.get(10, TimeUnit.SECONDS);
        counted.asked.accept(room, DUE_AGAIN);
        assertThat(counts).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R1 nobody goes on before it was counted for the first time")
    void countsFirst(Counted counted) throws Exception {
        CompletableFuture<Void> first = counting(counted, START);
        answer = () -> Integer.MAX_VALUE;
        assertThatThrownBy(() -> counted.asked.accept(room, START)).isInstanceOf(RegistrationRefusal.class);
        mayEnd.countDown();
        first.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R1 is counted again by the next where counting failed")
    void countsAgainAfterAFailure(Counted counted) {
        counted.asked.accept(room, START);
        answer = () -> {
            throw new IllegalStateException("no database");
        };
        assertThatThrownBy(() -> counted.asked.accept(room, DUE_AGAIN)).isInstanceOf(IllegalStateException.class);
        answer = () -> Integer.MAX_VALUE;
        assertThatThrownBy(() -> counted.asked.accept(room, DUE_AGAIN)).isInstanceOf(RegistrationRefusal.class);
    }

    /** Begins a count that goes on until {@code mayEnd}. */
    private CompletableFuture<Void> counting(Counted counted, Instant now) {
        CountDownLatch begun = new CountDownLatch(1);
        answer = () -> {
            begun.countDown();
            await(mayEnd);
            return 0;
        };
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> counted.asked.accept(room, now));
        await(begun);
        return first;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
