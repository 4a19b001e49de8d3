package dev.gatehouse.authserver.secret;

/** The server will not start like this; the message says why and what to change. Shown without a stack trace. */
public class StartRefusal extends RuntimeException {

    public StartRefusal(String message) {
        super(message);
    }

    public StartRefusal(String message, Throwable cause) {
        super(message, cause);
    }
}
