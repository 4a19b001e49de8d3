package dev.gatehouse.authserver.web;

import org.springframework.http.HttpStatus;

/** What each status means to a person: what happened, whose turn it is, what to try. */
final class StatusPages {

    private StatusPages() {}

    static ErrorPage of(HttpStatus status) {
        ErrorPage page = ErrorPage.of(status, headline(status));
        return switch (status) {
            case NOT_FOUND ->
                page.because("The address may be mistyped, or what it led to may be gone.")
                        .remedy("Check the address, or go to the start page.");
            case METHOD_NOT_ALLOWED ->
                page.because("This address does not answer this kind of request.")
                        .remedy(
                                "If an app sent you here, its developers need to know. Otherwise go to the start page.");
            case FORBIDDEN, UNAUTHORIZED ->
                page.because("This page is not open to the account you use.")
                        .remedy("Sign in with another account, or ask your administrator.");
            case CONTENT_TOO_LARGE, URI_TOO_LONG, REQUEST_HEADER_FIELDS_TOO_LARGE ->
                page.because("What was sent is larger than this server reads.")
                        .remedy("If you filled in a form, send less. If an app sent you here, its developers need to"
                                + " know.");
            case SERVICE_UNAVAILABLE ->
                page.because("Something that the server needs is not there at the moment.")
                        .remedy("Try again in a minute. If it stays, give the reference to your administrator.");
            default ->
                status.is5xxServerError()
                        ? page.because("The fault is the server's, not yours.")
                                .remedy("Try again. If it stays, give the reference to your administrator.")
                        : page.because("The request was not in a form that this server reads.")
                                .remedy("Go to the start page and begin again. If an app sent you here, its developers"
                                        + " need to know.");
        };
    }

    private static String headline(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "There is nothing here";
            case METHOD_NOT_ALLOWED -> "This does not work that way";
            case FORBIDDEN, UNAUTHORIZED -> "You may not open this";
            case CONTENT_TOO_LARGE, URI_TOO_LONG, REQUEST_HEADER_FIELDS_TOO_LARGE -> "That was too much";
            case SERVICE_UNAVAILABLE -> "The server is not ready";
            default -> status.is5xxServerError() ? "Something went wrong here" : "This request cannot be read";
        };
    }
}
