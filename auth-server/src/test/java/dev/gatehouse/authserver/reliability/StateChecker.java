package dev.gatehouse.authserver.reliability;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.gatehouse.authserver.reliability.FinalState.AuditRow;
import dev.gatehouse.authserver.reliability.FinalState.FamilyRow;
import dev.gatehouse.authserver.reliability.FinalState.TokenRow;
import dev.gatehouse.authserver.reliability.FinalState.Type;
import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Holds what the database has after a run against its history, and against itself. Pure. */
final class StateChecker {

    private final List<Operation> operations;

    private final FinalState state;

    private final Map<String, TokenRow> tokens = new HashMap<>();

    private final List<String> findings = new ArrayList<>();

    private StateChecker(List<Operation> operations, FinalState state) {
        this.operations = operations;
        this.state = state;
        state.tokens().forEach(token -> tokens.put(token.hash(), token));
    }

    /** What is broken; empty if everything holds. */
    static List<String> check(List<Operation> operations, FinalState state) {
        StateChecker checker = new StateChecker(operations, state);
        checker.acknowledged();
        checker.markersStay();
        Map<String, List<TokenRow>> byFamily = state.tokens().stream().collect(groupingBy(TokenRow::family));
        for (FamilyRow family : state.families()) {
            List<TokenRow> all = byFamily.getOrDefault(family.id(), List.of());
            checker.oneDescendant(family, all);
            checker.neverHalf(family, all);
        }
        checker.audited(byFamily);
        checker.registrations();
        return List.copyOf(checker.findings);
    }

    private void found(String invariant, String what, Object evidence) {
        findings.add(invariant + " " + what + ": " + evidence);
    }

    /** INV1: what somebody was given is there. */
    private void acknowledged() {
        for (Operation operation : operations) {
            if (operation.outcome() != Outcome.OK || operation.kind() == Kind.INTROSPECT) {
                continue;
            }
            for (Fact fact : List.of(Fact.CODE, Fact.ACCESS, Fact.SUCCESSOR)) {
                if (operation.has(fact) && !tokens.containsKey(operation.get(fact))) {
                    found("INV1", "an acknowledged token is not stored", operation);
                }
            }
        }
    }

    /** INV4: what was used or revoked is still marked so. */
    private void markersStay() {
        Map<String, FamilyRow> families = new HashMap<>();
        state.families().forEach(family -> families.put(family.id(), family));
        for (Operation operation : operations) {
            TokenRow presented = tokens.get(operation.get(operation.kind() == Kind.REDEEM ? Fact.CODE : Fact.REFRESH));
            if (operation.outcome() != Outcome.OK || presented == null) {
                continue;
            }
            boolean used = operation.kind() == Kind.REDEEM || operation.kind() == Kind.REFRESH;
            if (used && !presented.consumed()) {
                found("INV4", "what was used is not marked used", operation);
            }
            if (operation.kind() == Kind.REVOKE
                    && !families.get(presented.family()).revoked()) {
                found("INV4", "what was revoked is not", operation);
            }
        }
    }

    /** INV3: at most one refresh token of a living family can be used. */
    private void oneDescendant(FamilyRow family, List<TokenRow> all) {
        long live = count(all, token -> token.type() == Type.REFRESH && !token.consumed() && !token.revoked());
        if (!family.revoked() && live > 1) {
            found("INV3", "a family has " + live + " refresh tokens that can be used", family);
        }
    }

    /** INV6: a step was made wholly or not at all, whatever was told of it. */
    private void neverHalf(FamilyRow family, List<TokenRow> all) {
        long codes = count(all, token -> token.type() == Type.CODE);
        long used = count(all, token -> token.type() == Type.CODE && token.consumed());
        long first = count(all, token -> token.type() == Type.REFRESH && token.generation() == 0);
        long access = count(all, token -> token.type() == Type.ACCESS);
        if (codes == 0 ? access != 1 || first != 0 : used != first) {
            found("INV6", "a grant was made by half", all);
        }
        long expected = codes == 0 ? 1 : used;
        for (TokenRow token : all) {
            if (token.type() != Type.REFRESH) {
                continue;
            }
            TokenRow next = token.successor() == null ? null : tokens.get(token.successor());
            boolean followed =
                    next != null && next.family().equals(family.id()) && next.generation() == token.generation() + 1;
            if (token.consumed() != followed) {
                found("INV6", "a refresh token was rotated by half", token);
            }
            long before = count(all, other -> token.hash().equals(other.successor()));
            if (before != (token.generation() == 0 ? 0 : 1)) {
                found("INV6", "a refresh token came from nowhere", token);
            }
            expected += token.consumed() ? 1 + token.replays() : 0;
        }
        if (access != expected) {
            found("INV6", expected + " access tokens should be there, and " + access + " are", family);
        }
    }

    /** INV7: one entry for each change of state. */
    private void audited(Map<String, List<TokenRow>> byFamily) {
        Map<String, Long> issued = byGrant("token.issued");
        Map<String, Long> revoked = byGrant("grant.revoked");
        long codes = 0;
        for (FamilyRow family : state.families()) {
            List<TokenRow> all = byFamily.getOrDefault(family.id(), List.of());
            codes += count(all, token -> token.type() == Type.CODE);
            long access = count(all, token -> token.type() == Type.ACCESS);
            if (issued.getOrDefault(family.id(), 0L) != access) {
                found("INV7", access + " access tokens and " + issued.get(family.id()) + " entries", family);
            }
            if (revoked.getOrDefault(family.id(), 0L) != (family.revoked() ? 1 : 0)) {
                found("INV7", revoked.get(family.id()) + " entries of a revocation", family);
            }
        }
        long decisions = state.audit().stream()
                .filter(entry -> entry.type().equals("authorization.remembered")
                        || entry.type().equals("consent.granted"))
                .count();
        if (codes != decisions) {
            found("INV7", codes + " codes and " + decisions + " entries", "");
        }
    }

    private void registrations() {
        Map<String, Long> recorded = state.audit().stream()
                .filter(entry -> entry.type().equals("client.registered") && entry.client() != null)
                .collect(groupingBy(AuditRow::client, counting()));
        for (Operation operation : operations) {
            if (operation.is(Kind.REGISTER, Outcome.OK) && !state.registered().contains(operation.get(Fact.CLIENT))) {
                found("INV1", "an acknowledged client is not stored", operation);
            }
        }
        for (String client : state.registered()) {
            if (recorded.getOrDefault(client, 0L) != 1) {
                found("INV7", recorded.get(client) + " entries of a registration", client);
            }
        }
        if (recorded.size() != state.registered().size()) {
            found(
                    "INV7",
                    recorded.size() + " registrations recorded and "
                            + state.registered().size() + " stored",
                    "");
        }
    }

    private Map<String, Long> byGrant(String type) {
        return state.audit().stream()
                .filter(entry -> entry.type().equals(type) && entry.grant() != null)
                .collect(groupingBy(AuditRow::grant, counting()));
    }

    private static long count(List<TokenRow> tokens, Predicate<TokenRow> wanted) {
        return tokens.stream().filter(wanted).count();
    }
}
