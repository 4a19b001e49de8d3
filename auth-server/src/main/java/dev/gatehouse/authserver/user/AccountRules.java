package dev.gatehouse.authserver.user;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a username, a display name, a mail address and a password must look like. Each check gives the sentence that says what is wrong. */
public final class AccountRules {

    /** The least number of characters of a password. */
    public static final int SHORTEST_PASSWORD = 12;

    /** bcrypt sees no byte beyond these; a longer password would be cut without a word. */
    private static final int LONGEST_PASSWORD_BYTES = 72;

    private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");

    private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9._-]{0,59}");

    private static final Pattern DISPLAY_NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cf}]{1,120}");

    private static final int LONGEST_EMAIL = 254;

    private static final int LONGEST_LOCAL_PART = 64;

    /** The plain form of RFC 5321, section 4.1.2: nothing quoted, so nothing that ends a header or begins another address. */
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private AccountRules() {}

    /** A username as it is stored and compared: lower case, without space around it. */
    public static String normalize(String username) {
        return username.strip().toLowerCase(Locale.ROOT);
    }

    public static Optional<String> usernameProblem(String username) {
        return USERNAME.matcher(normalize(username)).matches()
                ? Optional.empty()
                : Optional.of("Use 1 to 64 letters or digits for the username, without spaces.");
    }

    public static Optional<String> displayNameProblem(String displayName) {
        return DISPLAY_NAME.matcher(displayName.strip()).matches()
                ? Optional.empty()
                : Optional.of("Enter a name of 1 to 120 characters.");
    }

    /** A mail address as it was typed, without space around it; null where nothing was. */
    public static @Nullable String email(String typed) {
        return typed.isBlank() ? null : typed.strip();
    }

    public static Optional<String> emailProblem(String email) {
        return email.length() <= LONGEST_EMAIL
                        && email.indexOf('@') <= LONGEST_LOCAL_PART
                        && EMAIL.matcher(email).matches()
                ? Optional.empty()
                : Optional.of("Enter one mail address of at most " + LONGEST_EMAIL
                        + " characters, such as alice@example.com.");
    }

    public static Optional<String> groupProblem(String group) {
        return GROUP.matcher(group).matches()
                ? Optional.empty()
                : Optional.of("Use 1 to 60 lower-case letters, digits, dots or hyphens for a group, without spaces.");
    }

    public static Optional<String> passwordProblem(String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
            return Optional.of("Use at least " + SHORTEST_PASSWORD + " characters for the password.");
        }
        return tooLong(password)
                ? Optional.of("Use at most " + LONGEST_PASSWORD_BYTES
                        + " bytes for the password: that many plain letters, fewer with accents or symbols.")
                : Optional.empty();
    }

    static boolean tooLong(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD_BYTES;
    }
}
