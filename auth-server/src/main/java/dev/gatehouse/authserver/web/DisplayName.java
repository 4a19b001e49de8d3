package dev.gatehouse.authserver.web;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * A name from a stranger, made fit to show: at most 60 characters, nothing that hides or reorders text.
 *
 * @param suspicious whether something was taken out, or its letters come from scripts that look alike
 */
public record DisplayName(String text, boolean suspicious) {

    private static final int LONGEST = 60;

    /** The scripts whose letters pass for Latin ones. */
    private static final Set<UnicodeScript> LOOK_ALIKE =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.CYRILLIC, UnicodeScript.GREEK, UnicodeScript.ARMENIAN);

    public static DisplayName of(String name) {
        StringBuilder shown = new StringBuilder();
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        boolean removed = false;
        for (int codePoint : name.codePoints().toArray()) {
            if (hides(codePoint)) {
                removed = true;
                continue;
            }
            UnicodeScript script = UnicodeScript.of(codePoint);
            if (LOOK_ALIKE.contains(script)) {
                scripts.add(script);
            }
            shown.appendCodePoint(codePoint);
        }
        String text = shown.toString().strip();
        if (text.codePointCount(0, text.length()) > LONGEST) {
            text = text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
        }
        return new DisplayName(text.isEmpty() ? "An app without a name" : text, removed || scripts.size() > 1);
    }

    private static boolean hides(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
