package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A step as it is stored: when and where, every text within its bounds. */
record Recorded(
        Step step,
        Outcome outcome,
        Instant at,
        String address,
        String addressKey,
        @Nullable String clientId,
        @Nullable String clientName,
        @Nullable String error,
        @Nullable String reason,
        @Nullable String reference,
        int times,
        Map<String, String> facts) {

    private static final int LONGEST_FACT = 300;

    static Recorded of(HandshakeEvent event, String address, Instant at) {
        Map<String, String> facts = new TreeMap<>();
        event.facts().forEach((fact, value) -> facts.put(fact.name(), text(value, LONGEST_FACT)));
        return new Recorded(
                event.step(),
                event.outcome(),
                // As databases keep it, so that what is read compares with what is written.
                at.truncatedTo(ChronoUnit.MICROS),
                text(address, 64),
                address.isEmpty() ? "" : text(AddressKey.of(address), 64),
                emptyToNull(SafeText.of(event.clientId(), 255)),
                emptyToNull(SafeText.of(event.clientName(), 255)),
                SafeText.of(event.error(), 60),
                SafeText.of(event.reason(), 500),
                SafeText.of(event.reference(), 16),
                1,
                facts);
    }

    boolean done() {
        return outcome == Outcome.DONE;
    }

    /** The same, done once more. */
    Recorded again() {
        return new Recorded(
                step,
                outcome,
                at,
                address,
                addressKey,
                clientId,
                clientName,
                error,
                reason,
                reference,
                times + 1,
                facts);
    }

    private static String text(String value, int longest) {
        return Objects.requireNonNull(SafeText.of(value, longest));
    }

    private static @Nullable String emptyToNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }
}
