package dev.gatehouse.authserver.web;

/** Ends a request for a page with an {@link ErrorPage}. An outcome that is expected, so it carries no stack trace. */
public class PageRefusal extends RuntimeException {

    private final transient ErrorPage page;

    public PageRefusal(ErrorPage page) {
        super(page.headline(), null, false, false);
        this.page = page;
    }

    public ErrorPage page() {
        return page;
    }
}
