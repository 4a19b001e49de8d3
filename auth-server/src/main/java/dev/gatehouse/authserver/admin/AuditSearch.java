package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEvent.Outcome;
import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is searched in the record, as its address says it.
 *
 * @param who as it was typed
 */
record AuditSearch(@Nullable String who, AuditFilter filter) {

    /** Nobody: what is found for a name that nobody has. */
    private static final String NOBODY = new UUID(0, 0).toString();

    static AuditSearch read(HttpServletRequest request, People people) {
        String who = text(request, "who", 64);
        return new AuditSearch(
                who,
                new AuditFilter(
                        person(who, people),
                        text(request, "client", 255),
                        text(request, "type", 60),
                        switch (ClientSearch.value(request, "outcome")) {
                            case "refused" -> Outcome.REFUSED;
                            case "done" -> Outcome.DONE;
                            default -> null;
                        },
                        null,
                        reference(text(request, "reference", 16))));
    }

    /** By id or by username. */
    private static @Nullable String person(@Nullable String who, People people) {
        if (who == null || who.matches("[0-9a-f-]{36}")) {
            return who;
        }
        return people.findByUsername(who).map(Person::id).map(UUID::toString).orElse(NOBODY);
    }

    private static @Nullable String reference(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String letters = text.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
        return letters.length() == 8 ? letters.substring(0, 4) + "-" + letters.substring(4) : text;
    }

    private static @Nullable String text(HttpServletRequest request, String name, int longest) {
        String text = ClientSearch.value(request, name).replace("\0", "").strip();
        return text.isEmpty() || text.length() > longest ? null : text;
    }
}
