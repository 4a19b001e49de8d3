package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.oauth.Access;
import dev.gatehouse.client.oauth.Challenge;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Posts to an MCP endpoint with a token, and deals with 401 and 403 so that the wire above it sees neither. */
public final class ProtectedEndpoint {

    private static final int TRIES = 3;
    private static final int LARGEST_ANSWER = 8 * 1024 * 1024;

    private final URI uri;
    private final Http http;
    private final Access access;
    private final boolean stepsUp;
    private final Duration patience;

    /**
     * @param stepsUp whether a 403 for want of scope asks the person for more, or is the end
     * @param patience for one answer, the tool's work included
     */
    public ProtectedEndpoint(URI uri, Http http, Access access, boolean stepsUp, Duration patience) {
        this.uri = uri;
        this.http = http;
        this.access = access;
        this.stepsUp = stepsUp;
        this.patience = patience;
    }

    URI uri() {
        return uri;
    }

    /** Takes up a stream that the server closed before the response came. */
    HttpCall resume(String lastEventId) {
        return HttpCall.get(Step.CONNECTION, uri)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", lastEventId)
                .within(patience, LARGEST_ANSWER);
    }

    HttpCall post(String message) {
        return HttpCall.json(Step.CONNECTION, uri, message)
                .header("Accept", "application/json, text/event-stream")
                .within(patience, LARGEST_ANSWER);
    }

    /**
     * Sends the call with the token held, and again with a better one: after a 401 refreshed and then consented to by a
     * person, after a 403 with more scopes. At the third 403 it gives up.
     *
     * @return an answer that is neither 401 nor a 403
     */
    HttpAnswer send(HttpCall call, Predicate<String> enough) {
        Optional<Access.Token> token = access.current();
        int refusals = 0;
        boolean renewed = false;
        while (true) {
            HttpAnswer answer = sendWithNonce(call, token, enough);
            if (answer.status() == 401) {
                if (token.isPresent() && token.get().byPerson()) {
                    throw new Failure(
                            Step.CONNECTION, uri + " refuses the token that was just issued for it" + why(answer));
                }
                token = Optional.of(access.renew(answer, token, renewed));
                renewed = true;
            } else if (answer.status() == 403) {
                token = Optional.of(stepUp(answer, ++refusals));
            } else {
                return answer;
            }
        }
    }

    /** Sends once with the token held, whatever comes; an answer that is a stream is left at its first line. */
    HttpAnswer sendOnce(HttpCall call) {
        return sendWithNonce(call, access.current(), line -> true);
    }

    private Access.Token stepUp(HttpAnswer answer, int refusals) {
        Optional<Challenge> challenge = Challenge.forToken(answer);
        Optional<String> missing = challenge
                .filter(found -> found.parameter("error").equals(Optional.of("insufficient_scope")))
                .flatMap(found -> found.parameter("scope"));
        if (missing.isEmpty()) {
            throw new Failure(Step.STEP_UP, uri + " forbids it and does not say which scope is missing" + why(answer));
        }
        String scopes = Printable.phrase(missing.get());
        if (!stepsUp) {
            throw new Failure(Step.STEP_UP, "this needs the scope " + scopes + ", which the token does not have.");
        }
        if (refusals >= TRIES) {
            throw new Failure(
                    Step.STEP_UP,
                    "after " + TRIES + " tries " + uri + " still asks for the scope " + scopes
                            + ". Perhaps it was not allowed, or your account may not have it.");
        }
        return access.stepUp(answer);
    }

    private HttpAnswer sendWithNonce(HttpCall call, Optional<Access.Token> token, Predicate<String> enough) {
        HttpAnswer answer = http.send(authorized(call, token), enough);
        boolean again = token.isPresent() && access.asksAgain(answer);
        return again ? http.send(authorized(call, token), enough) : answer;
    }

    private HttpCall authorized(HttpCall call, Optional<Access.Token> token) {
        return token.map(held -> access.authorized(call, held)).orElse(call);
    }

    private static String why(HttpAnswer answer) {
        return Challenge.forToken(answer)
                .flatMap(challenge -> challenge.parameter("error_description").or(() -> challenge.parameter("error")))
                .map(reason -> ": " + Printable.phrase(reason) + ".")
                .orElse(".");
    }
}
