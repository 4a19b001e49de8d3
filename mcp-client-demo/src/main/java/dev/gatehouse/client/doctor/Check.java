package dev.gatehouse.client.doctor;

import java.util.function.Function;

/**
 * One thing to ask of a server.
 *
 * @param id short and stable, for scripts
 * @param asks what is required, as a sentence
 * @param remedy what to change where it fails
 */
public record Check(String id, Level level, String asks, String remedy, Function<Evidence, Verdict> examination) {

    /** In the sense of RFC 2119: clients fail without a MUST, and some do without a SHOULD. */
    public enum Level {
        MUST,
        SHOULD
    }

    public Verdict examine(Evidence evidence) {
        return examination.apply(evidence);
    }
}
