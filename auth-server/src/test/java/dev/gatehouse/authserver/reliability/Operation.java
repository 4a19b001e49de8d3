package dev.gatehouse.authserver.reliability;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a caller asked of a node, and what came of it.
 *
 * @param invokedAt milliseconds since the history began, before the request was sent
 * @param endedAt when its answer was there; {@link Long#MAX_VALUE} where none came, since it may still take effect
 */
record Operation(
        long id, Kind kind, String node, long invokedAt, long endedAt, Outcome outcome, Map<Fact, String> facts) {

    enum Kind {
        AUTHORIZE,
        REDEEM,
        REFRESH,
        INTROSPECT,
        REVOKE,
        CLIENT_CREDENTIALS,
        REGISTER,
        /** A client assertion, which is good for one request. */
        ASSERTION,
        /** A proof of possession, which is good for one request. */
        PROOF,
        /** The published keys, which no fault of the database may take away. */
        KEYS,
        /** What was done to the cluster, from its beginning until everything worked again. */
        FAULT
    }

    /** UNKNOWN: no answer, or one that says that the storage failed. It happened or it did not. */
    enum Outcome {
        OK,
        FAIL,
        UNKNOWN
    }

    /** Codes and tokens by their hash alone, as the database has them. */
    enum Fact {
        CODE,
        /** The refresh token that was presented. */
        REFRESH,
        /** The refresh token of the answer. */
        SUCCESSOR,
        ACCESS,
        ACTIVE,
        PERSON,
        SUBJECT,
        CLIENT,
        /** What may be seen once: an assertion or a proof. */
        ONCE,
        STATUS,
        ERROR,
        RETRY_AFTER,
        /** Something in the answer that must never be there. */
        WRONG,
        /** The fault, and when it was taken away. */
        WHAT,
        OVER_AT
    }

    Operation {
        Map<Fact, String> copy = new EnumMap<>(Fact.class);
        copy.putAll(facts);
        facts = copy;
    }

    boolean is(Kind wanted, Outcome how) {
        return kind == wanted && outcome == how;
    }

    boolean has(Fact fact) {
        return facts.containsKey(fact);
    }

    /** The fact, or an empty text. */
    String get(Fact fact) {
        return facts.getOrDefault(fact, "");
    }

    /** A plain refusal of what was presented: used, ended or unknown. */
    boolean refusedAsInvalid() {
        return outcome == Outcome.FAIL
                && get(Fact.ERROR).equals("invalid_grant")
                && get(Fact.STATUS).equals("400");
    }

    @Override
    public String toString() {
        return kind + "#" + id + "@" + node + "[" + invokedAt + ".." + (endedAt == Long.MAX_VALUE ? "" : endedAt) + " "
                + outcome + " " + facts + "]";
    }
}
