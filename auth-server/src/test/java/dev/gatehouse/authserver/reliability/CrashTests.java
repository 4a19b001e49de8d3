package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.reliability.Nemesis.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two nodes and a PostgreSQL as processes, under a load of everything, while they are killed, stopped and cut off. A short
 * run by default; {@code docs/reliability.md} says how to make it long.
 */
class CrashTests {

    private static final Path FOLDER = Path.of("target", "crash");

    private static final int MINUTES = Integer.getInteger("gatehouse.crash.minutes", 0);

    private static final int KILLS = Integer.getInteger("gatehouse.crash.kills", 3);

    private static final int RATE = Integer.getInteger("gatehouse.crash.rate", 60);

    private static final Duration RECOVERY = Duration.ofSeconds(
            Integer.getInteger("gatehouse.crash.recovery", (int) HistoryChecker.NODE_RECOVERY.toSeconds()));

    private static final long SEED = Long.getLong("gatehouse.crash.seed", System.nanoTime());

    @Test
    @DisplayName(
            "L01 L02 L03 L07 L12 L16 P01 P02 P03 P15 P17 what was acknowledged holds, whatever is killed or cut off")
    void survives() throws Exception {
        Random random = new Random(SEED);
        Files.createDirectories(FOLDER);
        Path file = FOLDER.resolve("history.jsonl");
        FinalState state;
        try (Cluster cluster = Cluster.start(FOLDER);
                History history = new History(file);
                Load load = new Load(cluster, history, random)) {
            Nemesis nemesis = new Nemesis(cluster, history, random);
            load.start(RATE);
            nemesis.run(plan(random), MINUTES == 0 ? Duration.ofSeconds(45) : Duration.ofMinutes(MINUTES));
            load.stop();
            nemesis.killAll();
            load.probe();
            try (Connection connection = cluster.postgres().connect()) {
                state = FinalState.read(connection);
            }
        }
        List<Operation> operations = History.read(file);
        List<String> findings = new ArrayList<>(HistoryChecker.check(operations, RECOVERY));
        findings.addAll(StateChecker.check(operations, state));
        String report = Report.of(operations, state, SEED);
        Files.writeString(FOLDER.resolve("report.txt"), report);
        System.out.println(report);

        assertThat(findings).as("seed " + SEED).isEmpty();
        assertThat(Report.provenFamilies(operations)).isPositive();
    }

    private static List<Fault> plan(Random random) {
        if (MINUTES > 0) {
            return Nemesis.plan(KILLS, Math.max(Fault.values().length - 1, KILLS * 4 / 5), random);
        }
        List<Fault> plan = new ArrayList<>(Collections.nCopies(KILLS, Fault.KILL));
        plan.addAll(
                List.of(Fault.DATABASE_IMMEDIATE_RESTART, Fault.DATABASE_PAUSE, Fault.LOST_ANSWERS, Fault.NODE_PAUSE));
        Collections.shuffle(plan, random);
        return plan;
    }
}
