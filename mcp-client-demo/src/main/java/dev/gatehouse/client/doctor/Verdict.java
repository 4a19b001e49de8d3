package dev.gatehouse.client.doctor;

/**
 * What a check found.
 *
 * @param found empty for a pass; else what was found instead, or why nothing can be said
 */
public record Verdict(Result result, String found) {

    /** The result of one check. */
    public enum Result {
        PASS,
        FAIL,
        NOT_APPLICABLE
    }

    static Verdict pass() {
        return new Verdict(Result.PASS, "");
    }

    static Verdict fail(String found) {
        return new Verdict(Result.FAIL, found);
    }

    static Verdict notApplicable(String why) {
        return new Verdict(Result.NOT_APPLICABLE, why);
    }

    static Verdict of(boolean good, String otherwise) {
        return good ? pass() : fail(otherwise);
    }
}
