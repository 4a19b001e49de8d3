package dev.gatehouse.authserver.web;

/** Strangers' text, fit for a line of the log: nothing in it ends the line, moves the cursor or turns the direction. */
public final class LogText {

    private static final int LONGEST = 200;

    private LogText() {}

    /** The text with a question mark for each character that is not printable ASCII, cut at 200 characters. */
    public static String of(String text) {
        boolean longer = text.length() > LONGEST;
        String start = longer ? text.substring(0, LONGEST) : text;
        return start.replaceAll("[^\\x20-\\x7E]", "?") + (longer ? "..." : "");
    }
}
