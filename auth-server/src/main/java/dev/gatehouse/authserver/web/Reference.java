package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.Secrets;

/** A short name for one event that a person can read out: it stands on the page, in the log and in the audit. */
public final class Reference {

    /** Without the letters and digits that are taken for one another. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private Reference() {}

    /** Eight characters in two groups, such as {@code 7F3K-2QXA}: 39 random bits. */
    public static String next() {
        StringBuilder text = new StringBuilder(9);
        for (byte b : Secrets.randomBytes(8)) {
            if (text.length() == 4) {
                text.append('-');
            }
            text.append(ALPHABET.charAt((b & 0xff) % ALPHABET.length()));
        }
        return text.toString();
    }
}
