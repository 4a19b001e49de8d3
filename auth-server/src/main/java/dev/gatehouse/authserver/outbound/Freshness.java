package dev.gatehouse.authserver.outbound;

import java.time.Duration;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** How long an answer may be used again, by its Cache-Control (RFC 9111 section 5.2.2). */
final class Freshness {

    private Freshness() {}

    static Duration of(ClassicHttpResponse response) {
        Duration fresh = Duration.ZERO;
        for (Header header : response.getHeaders("Cache-Control")) {
            for (String directive : header.getValue().toLowerCase(Locale.ROOT).split(",")) {
                String name = directive.strip();
                if (name.equals("no-store") || name.equals("no-cache")) {
                    return Duration.ZERO;
                }
                if (name.startsWith("max-age=")) {
                    fresh = seconds(name.substring("max-age=".length()));
                }
            }
        }
        return fresh;
    }

    private static Duration seconds(String text) {
        String digits = text.replace("\"", "");
        return digits.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(digits)) : Duration.ZERO;
    }
}
