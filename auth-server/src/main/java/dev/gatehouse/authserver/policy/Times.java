package dev.gatehouse.authserver.policy;

import java.time.Duration;

/** Durations in words. Pure. */
public final class Times {

    private Times() {}

    /** In the largest unit that it is a whole number of: "8 hours", "7 days"; a day alone is "24 hours". */
    public static String words(Duration duration) {
        if (duration.toSeconds() % 60 != 0) {
            return count(duration.toSeconds(), "second");
        }
        if (duration.toMinutes() % 60 != 0) {
            return count(duration.toMinutes(), "minute");
        }
        return duration.toHours() % 24 == 0 && duration.toDays() > 1
                ? count(duration.toDays(), "day")
                : count(duration.toHours(), "hour");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
