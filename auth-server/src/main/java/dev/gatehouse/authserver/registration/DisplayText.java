package dev.gatehouse.authserver.registration;

/** Text from strangers, fit to be stored and shown. */
final class DisplayText {

    private static final int LONGEST = 255;

    private DisplayText() {}

    /**
     * Without what is not seen but acts: controls, text direction, zero width, lone surrogates. White space becomes single
     * spaces; cut at 255 characters.
     */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().filter(DisplayText::isShown).forEach(c -> {
            boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (clean.length() + Character.charCount(c) <= LONGEST
                    && !(space && (clean.isEmpty() || clean.charAt(clean.length() - 1) == ' '))) {
                clean.appendCodePoint(space ? ' ' : c);
            }
        });
        return clean.toString().strip();
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> Character.isWhitespace(c);
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
