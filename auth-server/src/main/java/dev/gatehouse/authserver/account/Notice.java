package dev.gatehouse.authserver.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was just done, told on the page that follows. The address names it; nothing of the address is shown. */
enum Notice {
    TAKEN_BACK("Taken back. That agent can no longer use the server for you; to use it again, connect it again."),
    RENAMED("Renamed."),
    RENAMING_UNDONE("Undone: it has its former name again."),
    NARROWED("Changed. That agent can do what you left it, and no more."),
    MAIL_CHANGED("Your mail address is changed. Your former address was told, if there was one."),
    PASSWORD_CHANGED("Your password is changed. Every other browser was signed out; your agents stay connected."),
    PASSWORD_CHANGED_AGENTS_ENDED(
            "Your password is changed. Every other browser was signed out and all your agents were disconnected.");

    private final String text;

    Notice(String text) {
        this.text = text;
    }

    String location() {
        return "/account?done=" + code();
    }

    /** The same, with the agent that it is about. */
    String location(UUID consentId) {
        return location() + "&id=" + consentId;
    }

    boolean told(String code) {
        return code().equals(code);
    }

    static @Nullable String of(String code) {
        return Arrays.stream(values())
                .filter(notice -> notice.code().equals(code))
                .map(notice -> notice.text)
                .findFirst()
                .orElse(null);
    }

    private String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
