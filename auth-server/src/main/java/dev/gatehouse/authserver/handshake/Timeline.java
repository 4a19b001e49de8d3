package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt while steps are added to it. */
final class Timeline {

    static final int MOST_STEPS = 50;

    private static final int LONGEST_OTHER_KEYS = 500;

    final UUID id;
    final boolean stored;
    final String address;
    final String addressKey;

    @Nullable
    String clientId;

    @Nullable
    String clientName;

    String otherKeys = "";
    Instant startedAt;
    Instant lastAt;
    Step lastStep;
    Outcome lastOutcome;
    /** From where its person came last; null while none has come. */
    @Nullable
    String personKey;

    boolean connected;
    int steps;
    int omittedSteps;
    int refusals;

    /** Steps that are not stored yet. */
    final List<Recorded> added = new ArrayList<>();

    /** How often the step that is stored last was done again. */
    int repeated;

    boolean changed;

    /** A new one, which this step begins. */
    Timeline(UUID id, Recorded first) {
        this(id, false, first.address(), first.addressKey(), first.at(), first.at(), first.step(), first.outcome());
    }

    Timeline(
            UUID id,
            boolean stored,
            String address,
            String addressKey,
            Instant startedAt,
            Instant lastAt,
            Step lastStep,
            Outcome lastOutcome) {
        this.id = id;
        this.stored = stored;
        this.address = address;
        this.addressKey = addressKey;
        this.startedAt = startedAt;
        this.lastAt = lastAt;
        this.lastStep = lastStep;
        this.lastOutcome = lastOutcome;
    }

    boolean saw(String key) {
        return addressKey.equals(key) || List.of(otherKeys.split(" ")).contains(key);
    }

    boolean full() {
        return steps >= MOST_STEPS;
    }

    /** Whether the step only says once more what the last one said. */
    boolean repeats(Recorded step) {
        return steps > 0
                && step.done()
                && step.step().repeats()
                && lastStep == step.step()
                && lastOutcome == Outcome.DONE;
    }

    /** Counts the step, without storing it. */
    void note(Recorded step) {
        changed = true;
        if (!step.at().isBefore(lastAt)) {
            lastAt = step.at();
            lastStep = step.step();
            lastOutcome = step.outcome();
        }
        if (clientId == null) {
            clientId = step.clientId();
        }
        if (clientName == null) {
            clientName = step.clientName();
        }
        if (!saw(step.addressKey()) && otherKeys.length() + step.addressKey().length() < LONGEST_OTHER_KEYS) {
            otherKeys = (otherKeys + " " + step.addressKey()).strip();
        }
        if (step.step() == Step.AUTHORIZE || step.step() == Step.CONSENT) {
            personKey = step.addressKey();
        }
        connected |= step.step() == Step.TOKEN && step.done();
        refusals += step.done() ? 0 : 1;
    }

    /** Takes over what another attempt turned out to be a part of. */
    void takeOver(Timeline other) {
        changed = true;
        steps += other.steps;
        omittedSteps += other.omittedSteps;
        refusals += other.refusals;
        startedAt = other.startedAt.isBefore(startedAt) ? other.startedAt : startedAt;
        added.addAll(0, other.added);
    }
}
