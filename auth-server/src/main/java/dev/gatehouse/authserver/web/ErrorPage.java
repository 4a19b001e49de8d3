package dev.gatehouse.authserver.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What a person is told when a request cannot go on: what happened, why, the one thing to try, and the reference under
 * which the log and the audit hold the detail. Never a redirect, never anything from the request but what is named here.
 *
 * @param headline what happened, in one short sentence
 * @param reason why, for a person; may be empty
 * @param remedy what to try, and whose turn it is; may be empty
 */
public record ErrorPage(HttpStatus status, String headline, String reason, String remedy, String reference) {

    public static ErrorPage of(HttpStatus status, String headline) {
        return new ErrorPage(status, headline, "", "", Reference.next());
    }

    public ErrorPage because(String newReason) {
        return new ErrorPage(status, headline, newReason, remedy, reference);
    }

    public ErrorPage remedy(String newRemedy) {
        return new ErrorPage(status, headline, reason, newRemedy, reference);
    }

    public ErrorPage reference(@Nullable String newReference) {
        return newReference == null ? this : new ErrorPage(status, headline, reason, remedy, newReference);
    }
}
