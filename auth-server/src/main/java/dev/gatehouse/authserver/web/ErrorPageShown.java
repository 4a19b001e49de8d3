package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Somebody was shown an error page, or its reference as JSON.
 *
 * @param path the path that was asked for
 * @param clientId the client that the request was about, where the refusal says so
 * @param reason which check failed, where the refusal says more than the page
 */
public record ErrorPageShown(
        ErrorPage page,
        String path,
        @Nullable String clientId,
        @Nullable String reason,
        HttpServletRequest request) {}
