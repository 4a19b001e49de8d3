package dev.gatehouse.client.config;

import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why the API says no (RFC 9457).
 *
 * @param problems of single values of the body
 */
record Refusal(String sentence, List<Problem> problems) {

    static final String TYPE = "application/problem+json";

    /** @param pointer a JSON pointer into the body */
    record Problem(String pointer, String detail) {

        /** {@code scopes.0.name: must be there}. */
        String sentence() {
            String key = pointer.replaceFirst("^/", "").replace('/', '.');
            return key.isEmpty() ? detail : key + ": " + detail;
        }
    }

    static Refusal of(HttpAnswer answer) {
        ObjectNode document = Json.findObject(answer.body()).orElseGet(Json.MAPPER::createObjectNode);
        List<Problem> problems = new ArrayList<>();
        for (JsonNode error : document.path("errors")) {
            String pointer = error.path("pointer").asString("");
            problems.add(new Problem(
                    pointer.startsWith("#") ? pointer.substring(1) : pointer,
                    error.path("detail").asString("")));
        }
        String words = (document.path("title").asString("") + ". "
                        + document.path("detail").asString(""))
                .strip();
        return new Refusal(
                words.equals(".")
                        ? "it answers " + answer.status() + " and does not say why."
                        : Printable.phrase(words),
                problems);
    }

    void addTo(Mistakes mistakes, Change change) {
        Described described = change.described();
        if (described == null) {
            mistakes.add("removing the " + change.words(), sentence);
            return;
        }
        for (Problem problem : problems) {
            mistakes.add(described.source().at(problem.pointer()), problem.sentence());
        }
        if (problems.isEmpty()) {
            mistakes.add(described.place(), sentence);
        }
    }
}
