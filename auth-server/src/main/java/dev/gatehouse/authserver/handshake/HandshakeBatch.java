package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Adds steps to the attempts they belong to, within the bounds: 50 steps an attempt, 200 attempts begun by an address in an
 * hour, and a number of steps in all. Works in memory between one reading and one writing of the rows.
 */
final class HandshakeBatch {

    /** Why steps are in no attempt at all; those that an attempt has no room for are counted with it. */
    enum Bound {
        ADDRESS,
        STEPS,
        QUEUE
    }

    private static final int MOST_BEGUN = 200;

    private static final Duration HOUR = Duration.ofHours(1);

    private final HandshakeTable table;

    private final Map<UUID, Timeline> known = new LinkedHashMap<>();

    private final Set<String> loaded = new HashSet<>();

    private final Map<String, Integer> begun = new HashMap<>();

    private final Map<UUID, UUID> moved = new LinkedHashMap<>();

    private final Map<Bound, Long> overflow = new EnumMap<>(Bound.class);

    private int room;

    /** @param stepsAtMost how many steps may be stored in all */
    HandshakeBatch(HandshakeTable table, int stepsAtMost) {
        this.table = table;
        this.room = stepsAtMost - table.countSteps();
    }

    void add(Recorded step) {
        load(step);
        Optional<Timeline> chosen = Correlation.choose(known.values(), step);
        if (chosen.isEmpty() && step.step().onlyFollows() && step.done()) {
            return;
        }
        Optional<Timeline> nameless =
                step.clientId() == null ? Optional.empty() : Correlation.nameless(known.values(), step);
        if (chosen.isPresent()) {
            nameless.ifPresent(part -> merge(part, chosen.get()));
        }
        // What was looked up before becomes the beginning of the attempt.
        Optional<Timeline> timeline = chosen.or(() -> nameless).or(() -> begin(step));
        timeline.ifPresent(found -> add(found, step));
    }

    private void add(Timeline timeline, Recorded step) {
        boolean repeats = timeline.repeats(step);
        timeline.note(step);
        if (repeats) {
            repeat(timeline);
        } else if (timeline.full() || room <= 0) {
            timeline.omittedSteps++;
        } else {
            room--;
            timeline.steps++;
            timeline.added.add(step);
        }
    }

    private static void repeat(Timeline timeline) {
        if (timeline.added.isEmpty()) {
            timeline.repeated++;
        } else {
            timeline.added.set(
                    timeline.added.size() - 1, timeline.added.getLast().again());
        }
    }

    private Optional<Timeline> begin(Recorded step) {
        if (room <= 0) {
            count(Bound.STEPS, 1);
            return Optional.empty();
        }
        int already = begun.computeIfAbsent(
                step.addressKey(), key -> table.countBegun(key, step.at().minus(HOUR)));
        if (already >= MOST_BEGUN) {
            count(Bound.ADDRESS, 1);
            return Optional.empty();
        }
        begun.put(step.addressKey(), already + 1);
        Timeline timeline = new Timeline(Secrets.uuid7(step.at()), step);
        known.put(timeline.id, timeline);
        return Optional.of(timeline);
    }

    private void merge(Timeline part, Timeline whole) {
        if (part.steps + whole.steps > Timeline.MOST_STEPS) {
            return;
        }
        whole.takeOver(part);
        known.remove(part.id);
        if (part.stored) {
            moved.put(part.id, whole.id);
        }
    }

    private void load(Recorded step) {
        Instant after = step.at().minus(Correlation.OPEN);
        if (step.clientId() != null && loaded.add("client " + step.clientId())) {
            table.ofClient(step.clientId(), after).forEach(this::keep);
        }
        if (loaded.add("address " + step.addressKey())) {
            table.ofAddress(step.addressKey(), after).forEach(this::keep);
        }
    }

    private void keep(Timeline timeline) {
        if (!moved.containsKey(timeline.id)) {
            known.putIfAbsent(timeline.id, timeline);
        }
    }

    void count(Bound bound, long steps) {
        overflow.merge(bound, steps, Long::sum);
    }

    /** Writes all that was added. */
    void save(Instant now) {
        List<Timeline> changed =
                known.values().stream().filter(timeline -> timeline.changed).toList();
        table.insert(changed.stream().filter(timeline -> !timeline.stored).toList());
        moved.forEach(table::move);
        table.update(changed.stream().filter(timeline -> timeline.stored).toList());
        for (Timeline timeline : changed) {
            if (timeline.repeated > 0) {
                table.repeatLast(timeline.id, timeline.repeated);
            }
            table.addSteps(timeline.id, new ArrayList<>(timeline.added));
        }
        overflow.forEach((bound, steps) -> table.countOverflow(now, bound.name(), steps));
    }
}
