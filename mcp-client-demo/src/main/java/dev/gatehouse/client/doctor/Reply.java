package dev.gatehouse.client.doctor;

import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The answer to a probe, or why there is none. */
record Reply(Optional<HttpAnswer> answer, String problem) {

    int status() {
        return answer.map(HttpAnswer::status).orElse(0);
    }

    boolean isRedirect() {
        return status() / 100 == 3;
    }

    Optional<String> header(String name) {
        return answer.flatMap(found -> found.header(name));
    }

    /** The body if it came with status 200 and is a JSON object. */
    Optional<ObjectNode> document() {
        return answer.filter(found -> found.status() == 200).flatMap(found -> Json.findObject(found.body()));
    }

    /** What came, for a sentence. */
    String words() {
        return answer.map(found -> "it answers " + found.status()
                        + found.header("location")
                                .map(place -> " and redirects to " + place)
                                .orElse(""))
                .orElse(problem);
    }
}
