package dev.gatehouse.authserver.web;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * A refusal at a protocol endpoint: the RFC's code and a short fixed sentence for the caller, the reason for the log
 * alone. An outcome that is expected, so it carries no stack trace.
 */
public class ProtocolRefusal extends OAuth2AuthenticationException {

    private final String reason;

    private final transient @Nullable Consumer<String> consequence;

    private final Duration retryAfter;

    private final String reference;

    /**
     * @param error the code of RFC 6749 section 5.2
     * @param description what the caller may read; characters of RFC 6749 section 5.2 only
     * @param reason which check failed, for the log
     */
    public ProtocolRefusal(String error, String description, String reason) {
        this(error, description, reason, null, Duration.ZERO, Reference.next());
    }

    private ProtocolRefusal(
            String error,
            String description,
            String reason,
            @Nullable Consumer<String> consequence,
            Duration retryAfter,
            String reference) {
        super(new OAuth2Error(error, description, null));
        this.reason = reason;
        this.consequence = consequence;
        this.retryAfter = retryAfter;
        this.reference = reference;
    }

    /**
     * The same refusal with something that it must write, in a transaction of its own after the roll-back.
     *
     * @param newConsequence is given the reference
     */
    public ProtocolRefusal then(Consumer<String> newConsequence) {
        return new ProtocolRefusal(
                getError().getErrorCode(), description(), reason, newConsequence, retryAfter, reference);
    }

    /** The same refusal as 429, to be tried again after this time. */
    public ProtocolRefusal slowedDown(Duration newRetryAfter) {
        return new ProtocolRefusal(
                getError().getErrorCode(), description(), reason, consequence, newRetryAfter, reference);
    }

    public String reason() {
        return reason;
    }

    public @Nullable Consumer<String> consequence() {
        return consequence;
    }

    /** What the caller is told, and what the log and the audit have too. */
    public String reference() {
        return reference;
    }

    /** Zero unless the caller came too often. */
    public Duration retryAfter() {
        return retryAfter;
    }

    private String description() {
        String description = getError().getDescription();
        return description == null ? "" : description;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
