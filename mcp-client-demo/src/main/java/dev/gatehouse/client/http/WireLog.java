package dev.gatehouse.client.http;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Shows each exchange on a stream with the secrets masked, or nothing at all. */
public final class WireLog {

    private static final int LONGEST_BODY = 4_000;

    private final PrintWriter out;
    private final SecretMask mask;
    private final boolean verbose;

    public WireLog(PrintWriter out, SecretMask mask, boolean verbose) {
        this.out = out;
        this.mask = mask;
        this.verbose = verbose;
    }

    public SecretMask mask() {
        return mask;
    }

    /** A sentence for the person at the terminal; it is masked too. */
    public void say(String sentence) {
        out.println(mask.mask(sentence));
        out.flush();
    }

    /** Only with {@code --verbose}. */
    public void detail(String sentence) {
        if (verbose) {
            say("* " + sentence);
        }
    }

    void request(HttpCall call) {
        if (verbose) {
            StringBuilder text = new StringBuilder("> " + call.method() + " " + call.uri());
            call.headers()
                    .forEach((name, value) ->
                            text.append("\n> ").append(name).append(": ").append(value));
            say(withBody(text, call.body()));
        }
    }

    void answer(HttpAnswer answer) {
        if (verbose) {
            StringBuilder text = new StringBuilder(
                    "< " + answer.status() + " from " + answer.uri().getRawPath());
            for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
                header.getValue()
                        .forEach(value -> text.append("\n< ")
                                .append(header.getKey())
                                .append(": ")
                                .append(value));
            }
            // A page is long, and its hidden fields are nobody's business.
            say(withBody(text, answer.isA("text/html") ? "(a page)" : answer.body()));
        }
    }

    private static String withBody(StringBuilder text, String body) {
        if (!body.isEmpty()) {
            text.append("\n  ").append(Printable.text(body.substring(0, Math.min(body.length(), LONGEST_BODY))));
        }
        return text.toString();
    }
}
