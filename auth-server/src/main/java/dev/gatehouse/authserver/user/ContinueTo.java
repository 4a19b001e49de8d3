package dev.gatehouse.authserver.user;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a sign-in may lead: the few places here that send people to it, and never another site. */
final class ContinueTo {

    static final String DEFAULT = "/account";

    private static final int LONGEST = 8192;

    private static final List<String> EXACT = List.of("/consent", "/authorize", "/account", "/admin");

    private static final List<String> BELOW = List.of("/account/", "/admin/", "/approvals/");

    private ContinueTo() {}

    /** The value itself where it is a path and query of this server that people are sent back to, else the default. */
    static String orDefault(@Nullable String value) {
        return value != null && allowed(value) ? value : DEFAULT;
    }

    private static boolean allowed(String value) {
        if (value.length() > LONGEST || !value.chars().allMatch(ContinueTo::harmless)) {
            return false;
        }
        int query = value.indexOf('?');
        String path = query < 0 ? value : value.substring(0, query);
        if (path.contains("//") || path.contains("/.") || path.contains("%") || path.contains(";")) {
            return false;
        }
        return EXACT.contains(path) || BELOW.stream().anyMatch(path::startsWith);
    }

    /** Printable ASCII but for the two characters that browsers read as something else in a Location. */
    private static boolean harmless(int character) {
        return character > ' ' && character < 0x7f && character != '\\' && character != '#';
    }
}
