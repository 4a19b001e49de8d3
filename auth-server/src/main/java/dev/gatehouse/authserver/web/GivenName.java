package dev.gatehouse.authserver.web;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A short name that somebody here gives a thing: one line of at most 60 characters, all of which are seen. */
public final class GivenName {

    public static final int LONGEST = 60;

    /** Controls, what hides or reorders text, and what breaks a line. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private GivenName() {}

    /** Half a sentence on what is wrong with it, which goes on from its field's name; null where nothing is. */
    public static @Nullable String fault(String text) {
        if (text.strip().length() > LONGEST) {
            return "may have " + LONGEST + " characters at most";
        }
        return UNSEEN.matcher(text).find() ? "must be one line, without control or invisible characters" : null;
    }

    /** What is stored of one that has no fault; null where it is empty, which gives no name. */
    public static @Nullable String stored(@Nullable String text) {
        String stripped = text == null ? "" : text.strip();
        return stripped.isEmpty() ? null : stripped;
    }

    /** Made fit without asking, where a question would keep somebody from what they came for; null where nothing is left. */
    public static @Nullable String fitted(@Nullable String text) {
        String name = stored(text == null ? null : UNSEEN.matcher(text).replaceAll(""));
        if (name == null || name.length() <= LONGEST) {
            return name;
        }
        boolean halved = Character.isHighSurrogate(name.charAt(LONGEST - 1));
        return name.substring(0, halved ? LONGEST - 1 : LONGEST);
    }
}
