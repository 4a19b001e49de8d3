package dev.gatehouse.client.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, as far as the call allows: one endless line is refused like one endless body. */
final class BoundedLines {

    private final InputStream body;
    private final HttpCall call;
    private int read;

    BoundedLines(InputStream body, HttpCall call) {
        this.body = new BufferedInputStream(body);
        this.call = call;
    }

    /** The next line without its end (LF, CR or both), or null at the end of the stream. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = body.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (++read > call.maxBytes()) {
                throw Http.tooLarge(call);
            }
            line.write(next);
            next = body.read();
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
