package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * To which attempt a step belongs. Pure: it is given the attempts that may be meant, and nothing else.
 *
 * <p>An attempt is open for 30 minutes after its last step. The client's id decides first, since a hosted client comes
 * from its own address and its person from theirs; the address decides between several people with the same client. Who
 * has both in common with another, at the same time, shares a timeline with them.
 */
final class Correlation {

    static final Duration OPEN = Duration.ofMinutes(30);

    private static final Comparator<Timeline> NEWEST =
            Comparator.comparing((Timeline t) -> t.lastAt).thenComparing(t -> t.startedAt);

    private Correlation() {}

    /** The attempt that the step goes on with; empty if it begins one. */
    static Optional<Timeline> choose(Collection<Timeline> known, Recorded step) {
        return step.clientId() == null ? withoutClient(known, step) : ofClient(known, step);
    }

    /** What was looked up from there by somebody who had not said yet which client it is. */
    static Optional<Timeline> nameless(Collection<Timeline> known, Recorded step) {
        return newest(known, t -> open(t, step.at()) && t.clientId == null && at(t, step));
    }

    private static Optional<Timeline> withoutClient(Collection<Timeline> known, Recorded step) {
        Optional<Timeline> nameless = nameless(known, step);
        boolean beginning = step.step() == Step.DISCOVERY || step.step() == Step.REGISTRATION;
        return beginning || nameless.isPresent()
                ? nameless
                : newest(known, t -> open(t, step.at()) && t.saw(step.addressKey()));
    }

    private static Optional<Timeline> ofClient(Collection<Timeline> known, Recorded step) {
        Predicate<Timeline> same = t -> open(t, step.at()) && Objects.equals(t.clientId, step.clientId());
        Predicate<Timeline> here = same.and(t -> t.saw(step.addressKey()));
        Predicate<Timeline> unfinished = t -> !t.connected;
        return switch (step.step()) {
            // An attempt that had its token is over. One that has no person yet takes the first who comes.
            case AUTHORIZE, PUSHED_REQUEST ->
                newest(known, here.and(unfinished)).or(() -> newest(known, same.and(t -> t.personKey == null)));
            // From where the person came, if the client runs there; else for whoever was the last to allow it, since a
            // code is fetched at once.
            case TOKEN ->
                newest(
                                known,
                                same.and(Correlation::allowed)
                                        .and(t -> step.addressKey().equals(t.personKey)))
                        .or(() -> newest(known, same.and(Correlation::allowed)))
                        .or(() -> newest(known, here))
                        .or(() -> newest(known, same.and(unfinished)))
                        .or(() -> newest(known, same));
            default -> newest(known, here).or(() -> newest(known, same));
        };
    }

    private static boolean allowed(Timeline timeline) {
        return timeline.lastStep == Step.CONSENT && timeline.lastOutcome == Outcome.DONE;
    }

    private static boolean open(Timeline timeline, Instant at) {
        return timeline.lastAt.isAfter(at.minus(OPEN));
    }

    private static boolean at(Timeline timeline, Recorded step) {
        return !step.addressKey().isEmpty() && timeline.addressKey.equals(step.addressKey());
    }

    private static Optional<Timeline> newest(Collection<Timeline> known, Predicate<Timeline> wanted) {
        Timeline newest = null;
        for (Timeline timeline : known) {
            if (wanted.test(timeline) && (newest == null || NEWEST.compare(timeline, newest) > 0)) {
                newest = timeline;
            }
        }
        return Optional.ofNullable(newest);
    }
}
