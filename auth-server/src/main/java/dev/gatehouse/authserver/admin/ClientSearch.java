package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientQuery.Filter;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is searched in the list of clients, as its address says it; null where nothing is. */
record ClientSearch(
        @Nullable String q,
        @Nullable String show,
        @Nullable ClientSource source,
        @Nullable Integer unused) {

    static ClientSearch read(HttpServletRequest request) {
        String show = value(request, "show");
        String unused = value(request, "unused");
        String source = value(request, "source");
        String q = value(request, "q").replace("\0", "").strip();
        return new ClientSearch(
                q.isEmpty() || q.length() > 255 ? null : q,
                show.equals("disabled") || show.equals("new") ? show : null,
                Arrays.stream(ClientSource.values())
                        .filter(one -> one.name().equals(source))
                        .findFirst()
                        .orElse(null),
                unused.matches("30|60|90") ? Integer.valueOf(unused) : null);
    }

    Filter filter() {
        return new Filter(
                q == null ? "" : q,
                "disabled".equals(show) ? ClientStatus.DISABLED : null,
                source,
                unused == null ? 0 : unused,
                "new".equals(show) ? 7 : 0);
    }

    static String value(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }
}
