package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks nodes, and writes down what was asked before it is sent and what came of it. */
final class Wire {

    private static final List<String> NEVER_IN_AN_ANSWER = List.of("Exception", "\tat ", "org.postgresql", "SQLState");

    /** @param response null where none came */
    record Reply(Outcome outcome, @Nullable HttpResponse<String> response, Map<Fact, String> facts) {

        boolean ok() {
            return outcome == Outcome.OK;
        }

        boolean refused() {
            return outcome == Outcome.FAIL;
        }

        boolean unknown() {
            return outcome == Outcome.UNKNOWN;
        }

        String get(Fact fact) {
            return facts.getOrDefault(fact, "");
        }

        Optional<String> header(String name) {
            return response == null ? Optional.empty() : response.headers().firstValue(name);
        }

        /** A value of the answer's JSON that the history does not keep. */
        String secret(String name) {
            return (String) Oauth.json(response).get(name);
        }
    }

    private final History history;

    Wire(History history) {
        this.history = history;
    }

    /** @param read takes from the answer of a success what the history keeps of it */
    Reply ask(
            Kind kind,
            String node,
            Map<Fact, String> facts,
            IntPredicate success,
            Supplier<HttpResponse<String>> request,
            BiConsumer<HttpResponse<String>, Map<Fact, String>> read) {
        long id = history.begin(kind, node, facts);
        Map<Fact, String> told = new EnumMap<>(Fact.class);
        HttpResponse<String> response = null;
        Outcome outcome = Outcome.UNKNOWN;
        try {
            response = request.get();
            outcome = judge(response, success, told);
            if (outcome == Outcome.OK) {
                read.accept(response, told);
            }
        } catch (IllegalStateException e) {
            // No answer: it was done or it was not.
            told.put(Fact.ERROR, String.valueOf(e.getMessage()));
        } catch (RuntimeException | AssertionError e) {
            told.put(Fact.WRONG, String.valueOf(e));
        }
        history.end(id, outcome, told);
        return new Reply(outcome, response, told);
    }

    private static Outcome judge(HttpResponse<String> response, IntPredicate success, Map<Fact, String> told) {
        int status = response.statusCode();
        told.put(Fact.STATUS, Integer.toString(status));
        response.headers().firstValue("Retry-After").ifPresent(after -> told.put(Fact.RETRY_AFTER, after));
        NEVER_IN_AN_ANSWER.stream().filter(response.body()::contains).forEach(text -> told.put(Fact.WRONG, text));
        if (success.test(status)) {
            return Outcome.OK;
        }
        boolean json = response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
        if (json && Oauth.json(response).get("error") instanceof String error) {
            told.put(Fact.ERROR, error);
        }
        return status >= 500 ? Outcome.UNKNOWN : Outcome.FAIL;
    }

    /** A form of a program. */
    Reply post(
            Kind kind,
            Cluster.Node node,
            String path,
            Map<Fact, String> facts,
            List<String> form,
            List<String> headers,
            BiConsumer<HttpResponse<String>, Map<Fact, String>> read) {
        URI uri = node.url(path);
        List<Map.Entry<String, String>> fields = new ArrayList<>(Oauth.with(form));
        return ask(
                kind,
                node.name(),
                facts,
                status -> status == 200,
                () -> new UserAgent().post(uri, fields, headers.toArray(String[]::new)),
                read);
    }
}
