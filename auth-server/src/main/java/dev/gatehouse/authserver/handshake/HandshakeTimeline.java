package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt with its steps in order. */
public record HandshakeTimeline(HandshakeSummary summary, List<Entry> entries) {

    public HandshakeTimeline {
        entries = List.copyOf(entries);
    }

    /**
     * One step.
     *
     * @param after how long after the first
     * @param times how often it was done in a row
     * @param explanation where it was refused
     * @param facts values by their labels
     */
    public record Entry(
            Step step,
            Outcome outcome,
            Instant at,
            Duration after,
            String address,
            int times,
            @Nullable String error,
            @Nullable String reason,
            @Nullable String reference,
            @Nullable Explanation explanation,
            Map<String, String> facts) {

        public boolean refused() {
            return outcome == Outcome.REFUSED;
        }

        /** What happened, as a heading. */
        public String title() {
            return refused() ? "Refused at " + step.place() : step.title();
        }

        /** How long after the first step, in words. */
        public String later() {
            long seconds = after.toSeconds();
            if (seconds < 1) {
                return "at once";
            }
            if (seconds < 60) {
                return seconds + " s later";
            }
            return seconds < 3600 ? seconds / 60 + " min later" : seconds / 3600 + " h later";
        }
    }
}
