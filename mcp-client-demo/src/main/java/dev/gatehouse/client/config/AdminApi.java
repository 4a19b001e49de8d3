package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.oauth.Access;
import dev.gatehouse.client.oauth.Challenge;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API at {@code {issuer}/admin/api}, with a token that is renewed once where it is refused. */
public final class AdminApi {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGEST_ANSWER = 8 * 1024 * 1024;
    private static final int MOST_PAGES = 10_000;

    private final String base;
    private final Http http;
    private final Access access;

    /** @param resource as tokens name it */
    public AdminApi(URI resource, Http http, Access access) {
        this.base = resource + "/v1/";
        this.http = http;
        this.access = access;
    }

    /** Something as it is, and the version that a change of it must name. */
    record Reading(JsonNode body, String etag) {}

    /** All of this kind that files may speak of: of the clients, those that administrators set up. */
    List<JsonNode> list(Kind kind) {
        if (kind == Kind.MODE) {
            return List.of(read(kind, "")
                    .orElseThrow(() -> unusable(kind.collection(), 404))
                    .body());
        }
        List<JsonNode> items = new ArrayList<>();
        String filter = kind == Kind.CLIENT ? "&source=administrator" : "";
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            String path = kind.collection() + "?limit=200" + filter + after;
            ObjectNode answer = object(path, send(get(path)));
            answer.path("items").forEach(items::add);
            Optional<String> next = Json.string(answer, "next");
            if (next.isEmpty()) {
                return items;
            }
            after = "&after=" + HttpCall.encode(next.get());
        }
        throw new Failure(Step.ADMIN_API, "the list of " + kind.collection() + " has no end.");
    }

    Optional<Reading> read(Kind kind, String id) {
        String path = kind.path(id);
        HttpAnswer answer = send(get(path));
        if (answer.status() == 404 && answer.isA(Refusal.TYPE)) {
            return Optional.empty();
        }
        String etag = answer.header("etag")
                .orElseThrow(() -> new Failure(Step.ADMIN_API, base + path + " is answered without an ETag."));
        return Optional.of(new Reading(object(path, answer), etag));
    }

    /** @param dryRun whether only to ask what would be */
    ChangeResult change(Change change, JsonNode body, boolean dryRun) {
        URI uri = URI.create(base + change.kind().path(change.id()) + (dryRun ? "?dry_run=true" : ""));
        HttpCall call = switch (change.action()) {
            case CREATE -> HttpCall.put(Step.ADMIN_API, uri, body.toString()).header("If-None-Match", "*");
            case UPDATE -> HttpCall.put(Step.ADMIN_API, uri, body.toString()).header("If-Match", change.etag());
            case DELETE -> HttpCall.delete(Step.ADMIN_API, uri).header("If-Match", change.etag());
        };
        HttpAnswer answer = send(call);
        if (answer.status() / 100 == 2) {
            return new ChangeResult.Done(Json.findObject(answer.body()).orElseGet(Json.MAPPER::createObjectNode));
        }
        if (answer.status() == 412 || (answer.status() == 404 && change.action() != Change.Action.CREATE)) {
            return new ChangeResult.Stale();
        }
        if (answer.status() / 100 == 4 && answer.isA(Refusal.TYPE)) {
            return new ChangeResult.Refused(Refusal.of(answer));
        }
        throw unusable(uri.toString(), answer.status());
    }

    private HttpCall get(String path) {
        return HttpCall.get(Step.ADMIN_API, URI.create(base + path));
    }

    private HttpAnswer send(HttpCall call) {
        HttpCall bounded = call.within(PATIENCE, LARGEST_ANSWER);
        Optional<Access.Token> token = access.current();
        HttpAnswer answer = sendOnce(bounded, token);
        if (answer.status() == 401 && token.map(held -> !held.byPerson()).orElse(true)) {
            answer = sendOnce(bounded, Optional.of(access.renew(answer, token, false)));
        }
        if (answer.status() == 401) {
            throw new Failure(Step.ADMIN_API, base + " refuses the token that was just issued for it: " + why(answer));
        }
        if (answer.status() == 403) {
            throw new Failure(Step.PERMISSION, why(answer));
        }
        return answer;
    }

    private HttpAnswer sendOnce(HttpCall call, Optional<Access.Token> token) {
        HttpAnswer answer = http.send(authorized(call, token));
        boolean again = token.isPresent() && access.asksAgain(answer);
        return again ? http.send(authorized(call, token)) : answer;
    }

    private HttpCall authorized(HttpCall call, Optional<Access.Token> token) {
        return token.map(held -> access.authorized(call, held)).orElse(call);
    }

    private ObjectNode object(String path, HttpAnswer answer) {
        if (answer.status() != 200) {
            throw unusable(base + path, answer.status());
        }
        return Json.findObject(answer.body()).orElseThrow(() -> unusable(base + path, 200));
    }

    private static Failure unusable(String url, int status) {
        return new Failure(
                Step.ADMIN_API,
                url + " answers " + status + ", which is not what the admin API of a Gatehouse answers."
                        + (status >= 500 ? " Try again later." : ""));
    }

    private static String why(HttpAnswer answer) {
        if (answer.isA(Refusal.TYPE)) {
            return Refusal.of(answer).sentence();
        }
        return Challenge.forToken(answer)
                .flatMap(challenge -> challenge.parameter("error_description").or(() -> challenge.parameter("error")))
                .map(reason -> Printable.phrase(reason) + ".")
                .orElse("it answers " + answer.status() + ".");
    }
}
