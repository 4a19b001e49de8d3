package dev.gatehouse.authserver.cluster;

import java.util.Locale;

/**
 * How many there are, counted no further than to a bound, since whoever looks at a list need not wait for the rest.
 *
 * @param counted at most {@link #MOST} and one
 */
public record Bounded(int counted) {

    public static final int MOST = 10_000;

    /** The query that counts the rows of another, which selects a constant, no further than it must. */
    public static String sql(String rows) {
        return "select count(*) from (" + rows + " limit " + (MOST + 1) + ") as bounded";
    }

    public boolean none() {
        return counted == 0;
    }

    /** As people read it, such as {@code 3}, {@code 1,204} or {@code 10,000+}. */
    public String text() {
        return String.format(Locale.ENGLISH, "%,d", Math.min(counted, MOST)) + (counted > MOST ? "+" : "");
    }

    /** The same with the noun that fits. */
    public String of(String one, String many) {
        return text() + " " + (counted == 1 ? one : many);
    }
}
