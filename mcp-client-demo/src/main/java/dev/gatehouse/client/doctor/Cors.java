package dev.gatehouse.client.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a web page may read an answer or post (Fetch standard, CORS protocol). */
final class Cors {

    private Cors() {}

    static Verdict readable(List<Reply> replies) {
        for (Reply reply : replies) {
            if (!allowsOrigin(reply)) {
                return Verdict.fail("Access-Control-Allow-Origin is "
                        + reply.header("access-control-allow-origin").orElse("missing") + " for a page of "
                        + Evidence.ORIGIN);
            }
        }
        return Verdict.pass();
    }

    static Verdict postable(Reply preflight, String header) {
        Optional<String> headers = preflight.header("access-control-allow-headers");
        boolean allowsHeader = headers.map(text -> text.toLowerCase(Locale.ROOT))
                .map(text -> text.contains(header) || (text.strip().equals("*") && !header.equals("authorization")))
                .orElse(false);
        boolean good = preflight.status() / 100 == 2 && allowsOrigin(preflight) && allowsHeader;
        return Verdict.of(
                good,
                preflight.words() + " to the preflight, with Access-Control-Allow-Origin "
                        + preflight.header("access-control-allow-origin").orElse("(none)")
                        + " and Access-Control-Allow-Headers " + headers.orElse("(none)"));
    }

    private static boolean allowsOrigin(Reply reply) {
        String allowed = reply.header("access-control-allow-origin").orElse("");
        return allowed.equals("*") || allowed.equals(Evidence.ORIGIN);
    }
}
