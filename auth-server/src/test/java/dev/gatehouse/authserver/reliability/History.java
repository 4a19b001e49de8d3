package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record of a run, one line an event. What is about to be asked is on the disk before it is sent, so that the history
 * never lacks anything that may have happened.
 */
final class History implements AutoCloseable {

    /** @param outcome null on the line that begins an operation */
    record Line(
            long id,
            long at,
            @Nullable Kind kind,
            @Nullable String node,
            @Nullable Outcome outcome,
            Map<Fact, String> facts) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final FileChannel file;

    private final AtomicLong next = new AtomicLong();

    private final long start = System.nanoTime();

    History(Path path) {
        try {
            this.file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Milliseconds since the history began. */
    long now() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** @return the operation's id */
    long begin(Kind kind, String node, Map<Fact, String> facts) {
        long id = next.incrementAndGet();
        append(new Line(id, now(), kind, node, null, facts), true);
        return id;
    }

    void end(long id, Outcome outcome, Map<Fact, String> facts) {
        append(new Line(id, now(), null, null, outcome, facts), false);
    }

    private synchronized void append(Line line, boolean durable) {
        ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            if (durable) {
                file.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operations of a file, in the order of their beginnings. */
    static List<Operation> read(Path path) {
        Map<Long, Line> begun = new LinkedHashMap<>();
        Map<Long, Line> ended = new LinkedHashMap<>();
        try (var lines = Files.lines(path)) {
            lines.map(text -> JSON.readValue(text, Line.class))
                    .forEach(line -> (line.outcome() == null ? begun : ended).put(line.id(), line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Operation> operations = new ArrayList<>();
        begun.forEach((id, line) -> operations.add(operation(line, ended.get(id))));
        return operations;
    }

    private static Operation operation(Line begun, @Nullable Line ended) {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        facts.putAll(begun.facts());
        Outcome outcome = ended == null ? Outcome.UNKNOWN : ended.outcome();
        if (ended != null) {
            facts.putAll(ended.facts());
        }
        long endedAt = outcome == Outcome.UNKNOWN ? Long.MAX_VALUE : ended.at();
        return new Operation(begun.id(), begun.kind(), begun.node(), begun.at(), endedAt, outcome, facts);
    }

    @Override
    public void close() {
        try {
            file.force(true);
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
