package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures of a run. */
final class Report {

    private Report() {}

    /** Grants that nothing may have ended: each of their tokens must work in the end. */
    static long provenFamilies(List<Operation> operations) {
        return Family.of(operations).stream()
                .filter(family -> family.endangeredFrom() == Long.MAX_VALUE)
                .count();
    }

    static String of(List<Operation> operations, FinalState state, long seed) {
        StringBuilder text = new StringBuilder("Crash run, seed " + seed + "\n");
        long end = operations.stream().mapToLong(Operation::invokedAt).max().orElse(0);
        text.append("%d operations in %d s%n".formatted(operations.size(), end / 1000));
        Map<Kind, Map<String, Long>> counts = operations.stream()
                .filter(operation -> operation.kind() != Kind.FAULT)
                .collect(Collectors.groupingBy(
                        Operation::kind,
                        TreeMap::new,
                        Collectors.groupingBy(Report::outcome, TreeMap::new, Collectors.counting())));
        counts.forEach((kind, byOutcome) -> text.append("  %s %s%n".formatted(kind, byOutcome)));
        text.append("Faults: how many, and the longest recovery in ms\n");
        operations.stream()
                .filter(operation -> operation.kind() == Kind.FAULT)
                .collect(Collectors.groupingBy(
                        operation -> operation.get(Fact.WHAT),
                        TreeMap::new,
                        Collectors.summarizingLong(Report::recovery)))
                .forEach((what, times) ->
                        text.append("  %s: %d, %d%n".formatted(what, times.getCount(), times.getMax())));
        text.append("%d grants known, %d of them never endangered%n"
                .formatted(Family.of(operations).size(), provenFamilies(operations)));
        text.append("Stored: %d tokens, %d families, %d audit entries%n"
                .formatted(
                        state.tokens().size(),
                        state.families().size(),
                        state.audit().size()));
        return text.toString();
    }

    private static String outcome(Operation operation) {
        String status = operation.get(Fact.STATUS);
        return operation.outcome() + (status.isEmpty() ? " without an answer" : " " + status);
    }

    private static long recovery(Operation fault) {
        return fault.endedAt() - Long.parseLong(fault.get(Fact.OVER_AT));
    }
}
