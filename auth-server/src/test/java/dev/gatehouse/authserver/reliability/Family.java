package dev.gatehouse.authserver.reliability;

import static dev.gatehouse.authserver.reliability.Operation.Fact.ACCESS;
import static dev.gatehouse.authserver.reliability.Operation.Fact.CODE;
import static dev.gatehouse.authserver.reliability.Operation.Fact.REFRESH;
import static dev.gatehouse.authserver.reliability.Operation.Fact.SUCCESSOR;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All operations on one grant, as far as the history tells that they belong together. */
record Family(List<Operation> operations) {

    /**
     * Presentations of one refresh token that begin this much after its first might meet the end of the replay window of
     * 60 seconds, if they were held up on their way.
     */
    private static final long SURELY_WITHIN_THE_WINDOW = 45_000;

    static Collection<Family> of(List<Operation> operations) {
        Map<String, String> parents = new HashMap<>();
        for (Operation operation : operations) {
            List<String> names = names(operation);
            names.forEach(name -> join(parents, names.getFirst(), name));
        }
        Map<String, Family> families = new LinkedHashMap<>();
        for (Operation operation : operations) {
            List<String> names = names(operation);
            if (!names.isEmpty()) {
                families.computeIfAbsent(root(parents, names.getFirst()), name -> new Family(new ArrayList<>()))
                        .operations()
                        .add(operation);
            }
        }
        return families.values();
    }

    private static List<String> names(Operation operation) {
        return Stream.of(CODE, REFRESH, SUCCESSOR, ACCESS)
                .filter(operation::has)
                .map(fact -> (fact == SUCCESSOR ? REFRESH : fact) + ":" + operation.get(fact))
                .toList();
    }

    private static String root(Map<String, String> parents, String name) {
        String current = name;
        while (!parents.getOrDefault(current, current).equals(current)) {
            current = parents.get(current);
        }
        return current;
    }

    private static void join(Map<String, String> parents, String one, String other) {
        parents.put(root(parents, other), root(parents, one));
    }

    Stream<Operation> of(Kind kind) {
        return operations.stream().filter(operation -> operation.kind() == kind);
    }

    /** Presentations of each value, the first ones first. */
    Map<String, List<Operation>> presentations(Kind kind, Fact fact) {
        Map<String, List<Operation>> byValue = new LinkedHashMap<>();
        of(kind).sorted(Comparator.comparingLong(Operation::invokedAt))
                .forEach(operation -> byValue.computeIfAbsent(operation.get(fact), value -> new ArrayList<>())
                        .add(operation));
        return byValue;
    }

    /** From when on it is over for certain, for whoever was answered; {@link Long#MAX_VALUE} if it is not. */
    long overFrom() {
        boolean redeemed = operations.stream().anyMatch(operation -> operation.is(Kind.REDEEM, Outcome.OK));
        return operations.stream()
                .filter(operation -> operation.is(Kind.REVOKE, Outcome.OK)
                        || operation.kind() == Kind.REFRESH && operation.refusedAsInvalid()
                        // A replay with the right verifier: the grant was ended before it was answered (ruling 4).
                        || redeemed && operation.kind() == Kind.REDEEM && operation.refusedAsInvalid())
                .mapToLong(Operation::endedAt)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** From when on something may have ended it rightly, even if nobody was told; {@link Long#MAX_VALUE} if nothing may. */
    long endangeredFrom() {
        LongStream revocations = of(Kind.REVOKE).mapToLong(Operation::invokedAt);
        LongStream codeReplays = presentations(Kind.REDEEM, CODE).values().stream()
                .filter(presented -> presented.size() > 1)
                .mapToLong(presented -> presented.get(1).invokedAt());
        Map<String, List<Operation>> refreshes = presentations(Kind.REFRESH, REFRESH);
        LongStream refreshReplays = refreshes.values().stream()
                .flatMapToLong(presented -> LongStream.of(late(presented), overtaken(presented, refreshes)));
        return LongStream.concat(LongStream.concat(revocations, codeReplays), refreshReplays)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long late(List<Operation> presented) {
        long first = presented.getFirst().invokedAt();
        return presented.stream()
                .mapToLong(Operation::invokedAt)
                .filter(at -> at > first + SURELY_WITHIN_THE_WINDOW)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** A presentation that may have been looked at after the successor was used: reuse, by ruling 6. */
    private static long overtaken(List<Operation> presented, Map<String, List<Operation>> refreshes) {
        long used = presented.stream()
                .filter(operation -> operation.has(SUCCESSOR))
                .map(operation -> refreshes.getOrDefault(operation.get(SUCCESSOR), List.of()))
                .flatMap(List::stream)
                .mapToLong(Operation::invokedAt)
                .min()
                .orElse(Long.MAX_VALUE);
        boolean may = presented.size() > 1 && presented.stream().anyMatch(operation -> operation.endedAt() > used);
        return may ? used : Long.MAX_VALUE;
    }
}
