package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Breaks things, one after the other, waits until all works again, and writes down how long that took. */
final class Nemesis {

    /** What it can do. Kills are counted apart, so that a run has as many as it should. */
    enum Fault {
        KILL,
        DATABASE_FAST_RESTART,
        DATABASE_IMMEDIATE_RESTART,
        DATABASE_PAUSE,
        SESSIONS_ENDED,
        NODE_PAUSE,
        LOST_ANSWERS,
        PARTITION
    }

    /** In a quiet moment too an answer gets lost now and then. */
    private static final double ALWAYS_LOST = 0.005;

    private final Cluster cluster;

    private final History history;

    private final Random random;

    Nemesis(Cluster cluster, History history, Random random) {
        this.cluster = cluster;
        this.history = history;
        this.random = random;
    }

    /** So many kills, and all other faults in turn, in an order of chance. */
    static List<Fault> plan(int kills, int others, Random random) {
        List<Fault> plan = new ArrayList<>(Collections.nCopies(kills, Fault.KILL));
        Fault[] all = Fault.values();
        for (int i = 0; i < others; i++) {
            plan.add(all[1 + i % (all.length - 1)]);
        }
        Collections.shuffle(plan, random);
        return plan;
    }

    /** Spreads the faults over this time. */
    void run(List<Fault> plan, Duration time) {
        lose(ALWAYS_LOST);
        long each = time.toMillis() / plan.size();
        long start = history.now();
        for (int i = 0; i < plan.size(); i++) {
            long wait = start + i * each + random.nextLong(1 + each / 4) - history.now();
            Driver.pause(Duration.ofMillis(Math.max(wait, 300)));
            inflict(plan.get(i));
        }
        lose(0);
    }

    /** All nodes at once, as in a power cut: what they knew is what the database knows. */
    void killAll() {
        recorded("kill all", "all", () -> {
            cluster.nodes().forEach(node -> node.process().kill());
            cluster.nodes().forEach(node -> node.process().start());
        });
    }

    private void inflict(Fault fault) {
        Cluster.Node node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        OwnPostgres postgres = cluster.postgres();
        switch (fault) {
            case KILL -> recorded("kill", node.name(), () -> kill(node));
            case DATABASE_FAST_RESTART ->
                recorded("database restart, fast", "db", () -> {
                    postgres.stopFast();
                    askForKeys();
                    postgres.up();
                });
            case DATABASE_IMMEDIATE_RESTART ->
                recorded("database restart, immediate", "db", () -> {
                    postgres.stopImmediately();
                    postgres.up();
                });
            case DATABASE_PAUSE ->
                recorded("database pause", "db", () -> {
                    postgres.pause();
                    hold(3000 + random.nextInt(6000));
                    askForKeys();
                    postgres.resume();
                });
            case SESSIONS_ENDED -> recorded("database sessions ended", "db", postgres::endSessions);
            case NODE_PAUSE ->
                recorded("node pause", node.name(), () -> {
                    node.process().pause();
                    hold(5000);
                    node.process().resume();
                });
            case LOST_ANSWERS ->
                recorded("lost answers", "all", () -> {
                    lose(0.3);
                    hold(3000);
                    lose(ALWAYS_LOST);
                });
            case PARTITION -> recorded("partition from the database", node.name(), () -> partition(node));
        }
    }

    private void kill(Cluster.Node node) {
        node.process().kill();
        cluster.away(node, true);
        hold(random.nextInt(1000));
        node.process().start();
    }

    private void partition(Cluster.Node node) {
        node.back().set(TcpProxy.Mode.STALL);
        hold(6000 + random.nextInt(8000));
        boolean ready = node.process().ready();
        node.back().heal();
        if (ready) {
            throw new IllegalStateException("Node " + node.name() + " was ready without its database");
        }
    }

    private void recorded(String what, String where, Runnable fault) {
        long id = history.begin(Kind.FAULT, where, Map.of(Fact.WHAT, what));
        Map<Fact, String> told = new EnumMap<>(Fact.class);
        try {
            fault.run();
        } catch (IllegalStateException e) {
            told.put(Fact.WRONG, String.valueOf(e.getMessage()));
        }
        told.put(Fact.OVER_AT, Long.toString(history.now()));
        boolean recovered =
                cluster.nodes().stream().allMatch(node -> node.process().awaitReady(Duration.ofSeconds(90)));
        cluster.nodes().forEach(node -> cluster.away(node, false));
        history.end(id, recovered ? Outcome.OK : Outcome.FAIL, told);
        if (!recovered) {
            throw new IllegalStateException("The cluster did not come back after: " + what);
        }
    }

    /** Keys are there whatever the database does. */
    private void askForKeys() {
        for (Cluster.Node node : cluster.nodes()) {
            long id = history.begin(Kind.KEYS, node.name(), Map.of());
            Map<Fact, String> told = new EnumMap<>(Fact.class);
            try {
                HttpResponse<String> answer = new UserAgent().get(node.direct("/jwks"));
                told.put(Fact.STATUS, Integer.toString(answer.statusCode()));
                history.end(id, answer.statusCode() == 200 ? Outcome.OK : Outcome.FAIL, told);
            } catch (IllegalStateException e) {
                history.end(id, Outcome.FAIL, told);
            }
        }
    }

    private void lose(double part) {
        cluster.nodes().forEach(node -> node.front().loseAnswers(part));
    }

    private static void hold(int millis) {
        Driver.pause(Duration.ofMillis(millis));
    }
}
