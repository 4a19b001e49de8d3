package dev.gatehouse.client.oauth;

/** Reads the lexical pieces of a {@code WWW-Authenticate} value. */
final class ChallengeScanner {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    ChallengeScanner(String text) {
        this.text = text;
    }

    /** Goes past spaces and commas; false at the end. */
    boolean skipSeparators() {
        while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
            at++;
        }
        return at < text.length();
    }

    /** The token here, empty if there is none. */
    String token() {
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Whether "=" and a value come next, rather than the padding of a token68. */
    boolean parameterFollows() {
        int next = afterSpaces(at);
        return next < text.length() && text.charAt(next) == '=';
    }

    String parameterValue() {
        at = afterSpaces(afterSpaces(at) + 1);
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        return token();
    }

    /** Goes past credentials such as {@code Negotiate YWJj==}, which are no parameters. */
    void skipToken68() {
        int end = afterSpaces(at);
        while (end < text.length() && (isTokenCharacter(text.charAt(end)) || text.charAt(end) == '/')) {
            end++;
        }
        int padding = end;
        while (padding < text.length() && text.charAt(padding) == '=') {
            padding++;
        }
        int next = afterSpaces(padding);
        boolean complete = next == text.length() || text.charAt(next) == ',';
        if (end > at && complete) {
            at = next;
        }
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        at++;
        return value.toString();
    }

    private int afterSpaces(int from) {
        int next = from;
        while (next < text.length() && isSpace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
