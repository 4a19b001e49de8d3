package dev.gatehouse.authserver.handshake;

import org.jspecify.annotations.Nullable;

/** Text from strangers, fit to be stored and shown. */
final class SafeText {

    private SafeText() {}

    /** Cut to this length, each character that acts rather than shows replaced by a space; null stays null. */
    static @Nullable String of(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        StringBuilder safe = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            int shown = acts(codePoint) ? ' ' : codePoint;
            if (safe.length() + Character.charCount(shown) > longest) {
                break;
            }
            safe.appendCodePoint(shown);
        }
        return safe.toString().strip();
    }

    private static boolean acts(int codePoint) {
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
