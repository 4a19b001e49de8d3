package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.handshake.HandshakeUse.Day;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A week as bars, in the units of the picture; the words say the same.
 *
 * @param text the whole picture as a sentence
 */
record WeekChart(List<Bar> bars, String text) {

    static final int HEIGHT = 120;

    private static final int STEP = 100;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);

    /**
     * One day.
     *
     * @param goodTop where the part that was not refused begins, of {@code goodHeight}
     */
    record Bar(
            int x,
            int goodTop,
            int goodHeight,
            int refusedTop,
            int refusedHeight,
            String label,
            String value,
            String title) {}

    WeekChart {
        bars = List.copyOf(bars);
    }

    static WeekChart of(List<Day> days) {
        int most = Math.max(1, days.stream().mapToInt(Day::attempts).max().orElse(1));
        int attempts = days.stream().mapToInt(Day::attempts).sum();
        int refused = days.stream().mapToInt(Day::refused).sum();
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            bars.add(bar(days.get(i), i * STEP, most));
        }
        String text = attempts == 0
                ? "Nobody tried to connect in the last seven days."
                : attempts + (attempts == 1 ? " attempt" : " attempts") + " to connect in the last seven days, "
                        + refused + " of them refused at some step.";
        return new WeekChart(bars, text);
    }

    private static Bar bar(Day day, int x, int most) {
        int good = day.attempts() - day.refused();
        int goodHeight = height(good, most);
        int refusedHeight = height(day.refused(), most);
        String label = day.day().getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        return new Bar(
                x,
                HEIGHT - goodHeight,
                goodHeight,
                HEIGHT - goodHeight - refusedHeight,
                refusedHeight,
                label,
                day.attempts() == 0 ? "" : "" + day.attempts(),
                DAY.format(day.day()) + ": " + day.attempts() + " attempts, " + day.refused() + " refused");
    }

    /** Something is never drawn as nothing. */
    private static int height(int count, int most) {
        return count == 0 ? 0 : Math.max(2, count * HEIGHT / most);
    }
}
