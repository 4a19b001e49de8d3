package dev.gatehouse.authserver.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next what to send as {@code after} for those that follow; null at the end
 */
record Items<T>(List<T> items, @Nullable String next) {

    private static final int USUAL = 50;

    private static final int MOST = 200;

    Items {
        items = List.copyOf(items);
    }

    static <T> Items<T> all(List<T> items) {
        return new Items<>(items, null);
    }

    /** @param found one more than the limit, where there are so many */
    static <R, T> Items<T> of(List<R> found, int limit, Function<R, T> body, Function<R, Object> cursor) {
        boolean more = found.size() > limit;
        List<R> shown = more ? found.subList(0, limit) : found;
        return new Items<>(
                shown.stream().map(body).toList(),
                more ? cursor.apply(shown.getLast()).toString() : null);
    }

    /** A part of a list that is read by pages; the cursor is the number of the next one. */
    static <R, T> Items<T> page(List<R> found, Function<R, T> body, int page, int pages) {
        return new Items<>(
                page > pages ? List.of() : found.stream().map(body).toList(), page < pages ? "" + (page + 1) : null);
    }

    /** @param after what such a list named as next; empty for the first page */
    static int page(String after) {
        if (after.isEmpty()) {
            return 1;
        }
        if (!after.matches("[0-9]{1,6}")) {
            throw Faults.parameter("after", "must be what the list before named as next");
        }
        return Math.max(1, Integer.parseInt(after));
    }

    /** How many the caller wants at once; what cannot be read is refused rather than guessed. */
    static int limit(String limit) {
        if (limit.isEmpty()) {
            return USUAL;
        }
        if (limit.matches("[0-9]{1,3}")) {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        }
        throw Faults.parameter("limit", "must be a number from 1 to " + MOST);
    }
}
