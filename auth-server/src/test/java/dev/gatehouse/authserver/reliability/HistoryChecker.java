package dev.gatehouse.authserver.reliability;

import static dev.gatehouse.authserver.reliability.Operation.Fact.ACCESS;
import static dev.gatehouse.authserver.reliability.Operation.Fact.ACTIVE;
import static dev.gatehouse.authserver.reliability.Operation.Fact.CODE;
import static dev.gatehouse.authserver.reliability.Operation.Fact.ONCE;
import static dev.gatehouse.authserver.reliability.Operation.Fact.OVER_AT;
import static dev.gatehouse.authserver.reliability.Operation.Fact.PERSON;
import static dev.gatehouse.authserver.reliability.Operation.Fact.REFRESH;
import static dev.gatehouse.authserver.reliability.Operation.Fact.RETRY_AFTER;
import static dev.gatehouse.authserver.reliability.Operation.Fact.STATUS;
import static dev.gatehouse.authserver.reliability.Operation.Fact.SUBJECT;
import static dev.gatehouse.authserver.reliability.Operation.Fact.SUCCESSOR;
import static dev.gatehouse.authserver.reliability.Operation.Fact.WHAT;
import static dev.gatehouse.authserver.reliability.Operation.Fact.WRONG;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds a history against what must never happen, whatever failed meanwhile. Pure: the same history gives the same
 * findings. Each finding begins with the invariant that is broken.
 */
final class HistoryChecker {

    private static final long CODE_LIFETIME = 60_000;

    /** How soon a node that is started again must be ready, on a machine that has nothing else to do. */
    static final Duration NODE_RECOVERY = Duration.ofSeconds(30);

    private static final long DATABASE_RECOVERY = 10_000;

    private final List<Operation> operations;

    private final Duration nodeRecovery;

    private final List<String> findings = new ArrayList<>();

    private HistoryChecker(List<Operation> operations, Duration nodeRecovery) {
        this.operations = operations;
        this.nodeRecovery = nodeRecovery;
    }

    /** What is broken; empty if everything holds. */
    static List<String> check(List<Operation> operations, Duration nodeRecovery) {
        HistoryChecker checker = new HistoryChecker(operations, nodeRecovery);
        for (Family family : Family.of(operations)) {
            checker.nothingLost(family);
            checker.codesNotLost(family);
            checker.oneSuccessor(family);
            checker.staysOver(family);
        }
        checker.once(Kind.REDEEM, CODE);
        checker.once(Kind.ASSERTION, ONCE);
        checker.once(Kind.PROOF, ONCE);
        checker.nobodyMixed();
        checker.honestAnswers();
        checker.recovery();
        return List.copyOf(checker.findings);
    }

    private void found(String invariant, String what, Object evidence) {
        findings.add(invariant + " " + what + ": " + evidence);
    }

    /** INV1: what was acknowledged works, as long as nothing may have ended it. */
    private void nothingLost(Family family) {
        long endangered = family.endangeredFrom();
        for (Operation operation : family.operations()) {
            boolean before = operation.endedAt() < endangered;
            boolean inactive = operation.is(Kind.INTROSPECT, Outcome.OK)
                    && operation.get(ACTIVE).equals("false");
            boolean refused = operation.kind() == Kind.REFRESH && operation.refusedAsInvalid();
            if (before && (inactive || refused)) {
                found("INV1", "an acknowledged token does not work", operation);
            }
        }
    }

    private void codesNotLost(Family family) {
        family.presentations(Kind.REDEEM, CODE).forEach((code, presented) -> {
            long issued = family.of(Kind.AUTHORIZE)
                    .filter(operation -> operation.outcome() == Outcome.OK)
                    .mapToLong(Operation::invokedAt)
                    .min()
                    .orElse(Long.MIN_VALUE / 2);
            Operation first = presented.getFirst();
            boolean fresh = first.endedAt() < Long.MAX_VALUE && first.endedAt() - issued < CODE_LIFETIME;
            if (presented.size() == 1 && fresh && first.refusedAsInvalid()) {
                found("INV1", "an acknowledged code does not work", first);
            }
        });
    }

    /** INV2: of what is good for one use, one use succeeds. */
    private void once(Kind kind, Fact fact) {
        Map<String, Operation> successes = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.is(kind, Outcome.OK)) {
                Operation other = successes.putIfAbsent(operation.get(fact), operation);
                if (other != null) {
                    found("INV2", "what is good for one use was taken twice", List.of(other, operation));
                }
            }
        }
    }

    /** INV3: a refresh token leads to one successor. */
    private void oneSuccessor(Family family) {
        family.presentations(Kind.REFRESH, REFRESH).forEach((presented, all) -> {
            Set<String> successors = new HashSet<>();
            all.stream()
                    .filter(operation -> operation.has(SUCCESSOR))
                    .forEach(operation -> successors.add(operation.get(SUCCESSOR)));
            if (successors.size() > 1) {
                found("INV3", "a refresh token has two successors", all);
            }
        });
    }

    /** INV4: what is over stays over. */
    private void staysOver(Family family) {
        long over = family.overFrom();
        for (Operation operation : family.operations()) {
            boolean active = operation.is(Kind.INTROSPECT, Outcome.OK)
                    && operation.get(ACTIVE).equals("true");
            boolean issued = operation.is(Kind.REFRESH, Outcome.OK) || operation.is(Kind.REDEEM, Outcome.OK);
            if (operation.invokedAt() > over && (active || issued)) {
                found("INV4", "a grant that was over since " + over + " goes on", operation);
            }
        }
    }

    /** INV5: nobody is answered with what is another's. */
    private void nobodyMixed() {
        Map<String, String> subjects = new HashMap<>();
        Map<String, String> people = new HashMap<>();
        Map<String, String> owners = new HashMap<>();
        for (Operation operation : operations) {
            String person = operation.get(PERSON);
            String subject = operation.get(SUBJECT);
            if (operation.outcome() != Outcome.OK || subject.isEmpty()) {
                continue;
            }
            boolean mixed = !person.isEmpty() && (!same(subjects, person, subject) || !same(people, subject, person));
            if (mixed || operation.has(ACCESS) && !same(owners, operation.get(ACCESS), subject)) {
                found("INV5", "an answer is about somebody else", operation);
            }
        }
    }

    private static boolean same(Map<String, String> known, String key, String value) {
        return known.computeIfAbsent(key, unknown -> value).equals(value);
    }

    /** INV8: what cannot be done is refused in the way that is promised. */
    private void honestAnswers() {
        for (Operation operation : operations) {
            int status = Integer.parseInt("0" + operation.get(STATUS));
            if (status >= 500 && status != 503) {
                found("INV8", "a fault of the server", operation);
            }
            if (status == 503 && !operation.has(RETRY_AFTER)) {
                found("INV8", "a 503 that does not say when to come back", operation);
            }
            if (operation.has(WRONG)) {
                found("INV8", "an answer has what must not be in it", operation);
            }
            if (operation.kind() == Kind.KEYS && operation.outcome() != Outcome.OK) {
                found("INV8", "the keys went with the database", operation);
            }
        }
    }

    /** INV9: everything works again without anybody's hands, within the time that is stated. */
    private void recovery() {
        for (Operation fault : operations) {
            if (fault.kind() != Kind.FAULT) {
                continue;
            }
            long limit = fault.get(WHAT).startsWith("kill") ? nodeRecovery.toMillis() : DATABASE_RECOVERY;
            long over = Long.parseLong("0" + fault.get(OVER_AT));
            if (fault.outcome() != Outcome.OK || fault.endedAt() - over > limit) {
                found("INV9", "it did not recover within " + limit + " ms", fault);
            }
        }
    }
}
