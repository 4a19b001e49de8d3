package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.user.PeopleQuery.Filter;
import dev.gatehouse.authserver.user.PeopleQuery.Sort;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is searched in the list of people, as its address says it. */
record PeopleSearch(Filter filter, Sort order) {

    static PeopleSearch read(HttpServletRequest request) {
        String q = ClientSearch.value(request, "q");
        String search = q.length() <= 100 ? q.replace("\0", "").strip() : "";
        String role = ClientSearch.value(request, "role");
        return new PeopleSearch(
                new Filter(
                        search,
                        Arrays.stream(Role.values())
                                .filter(one -> one.name().equals(role))
                                .findFirst()
                                .orElse(null),
                        active(ClientSearch.value(request, "status"))),
                ClientSearch.value(request, "sort").equals("newest") ? Sort.NEWEST : Sort.NAME);
    }

    private static @Nullable Boolean active(String status) {
        return switch (status) {
            case "active" -> Boolean.TRUE;
            case "disabled" -> Boolean.FALSE;
            default -> null;
        };
    }

    /** Where the page after this person begins. */
    String cursor(PersonEntry last) {
        return order == Sort.NAME
                ? last.person().username()
                : last.person().id().toString();
    }
}
