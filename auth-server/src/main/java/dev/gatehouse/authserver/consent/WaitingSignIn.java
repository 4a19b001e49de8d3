package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.user.BrowserSignedIn;
import dev.gatehouse.authserver.user.SignInPurpose;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.DisplayName;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells the sign-in page what a person signs in for, and keeps their request theirs when the cookie changes. */
@Component
class WaitingSignIn implements SignInPurpose {

    private static final Pattern CONSENT = Pattern.compile("/consent\\?transaction=([A-Za-z0-9_-]{43})");

    private final WaitingRequests waiting;

    private final AuthorizationRequestReader reader;

    private final BrowserCookie cookie;

    WaitingSignIn(WaitingRequests waiting, AuthorizationRequestReader reader, BrowserCookie cookie) {
        this.waiting = waiting;
        this.reader = reader;
        this.cookie = cookie;
    }

    @Override
    public Optional<String> appName(String continueTo, HttpServletRequest request) {
        return find(continueTo, request)
                .map(outcome -> DisplayName.of(outcome.client().clientName()).text());
    }

    @Override
    public Optional<String> clientId(String continueTo, HttpServletRequest request) {
        return waitingRequest(continueTo, request)
                .flatMap(found -> found.parameters().find("client_id"));
    }

    @Override
    public Optional<String> redirectUri(String continueTo, HttpServletRequest request) {
        return find(continueTo, request).map(AuthorizationOutcome.ToClient::redirectUri);
    }

    @EventListener
    void rebind(BrowserSignedIn event) {
        if (event.previousBrowserValue() != null) {
            waiting.rebind(event.previousBrowserValue(), event.browserValue());
        }
    }

    private Optional<AuthorizationOutcome.ToClient> find(String continueTo, HttpServletRequest request) {
        return waitingRequest(continueTo, request).flatMap(this::read);
    }

    private Optional<WaitingRequest> waitingRequest(String continueTo, HttpServletRequest request) {
        Matcher matcher = CONSENT.matcher(continueTo);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return cookie.find(request).flatMap(value -> waiting.find(matcher.group(1), value));
    }

    private Optional<AuthorizationOutcome.ToClient> read(WaitingRequest request) {
        try {
            return switch (reader.read(request.parameters(), false)) {
                case AuthorizationOutcome.ToClient known -> Optional.of(known);
                case AuthorizationOutcome.SignInFirst later -> reader.asLastKnown(request.parameters());
            };
        } catch (PageRefusal gone) {
            // The client went away meanwhile; the page that follows the sign-in will say so.
            return Optional.empty();
        }
    }
}
