package dev.gatehouse.authserver.web;

import org.jspecify.annotations.Nullable;

/** Ends a request for a page with an {@link ErrorPage}. An outcome that is expected, so it carries no stack trace. */
public class PageRefusal extends RuntimeException {

    private final transient ErrorPage page;

    private final @Nullable String clientId;

    private final @Nullable String reason;

    public PageRefusal(ErrorPage page) {
        this(page, null, null);
    }

    /** @param reason which check failed; for administrators, never on the page */
    public PageRefusal(ErrorPage page, String reason) {
        this(page, null, reason);
    }

    private PageRefusal(ErrorPage page, @Nullable String clientId, @Nullable String reason) {
        super(page.headline(), null, false, false);
        this.page = page;
        this.clientId = clientId;
        this.reason = reason;
    }

    /** The same refusal of a request that names this client. */
    public PageRefusal of(@Nullable String newClientId) {
        return new PageRefusal(page, newClientId, reason);
    }

    public ErrorPage page() {
        return page;
    }

    public @Nullable String clientId() {
        return clientId;
    }

    public @Nullable String reason() {
        return reason;
    }
}
