package dev.gatehouse.client.http;

/** Text of a stranger made safe for a terminal: an answer must not move the cursor or rewrite what stands above it. */
public final class Printable {

    private static final int LONGEST_PHRASE = 300;

    private Printable() {}

    /** One line of at most 300 characters, for a sentence. */
    public static String phrase(String text) {
        String line = text(text).replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_PHRASE ? line : line.substring(0, LONGEST_PHRASE) + "…";
    }

    /** All of the text without control characters, line breaks and tabs excepted. */
    public static String text(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]", "");
    }
}
