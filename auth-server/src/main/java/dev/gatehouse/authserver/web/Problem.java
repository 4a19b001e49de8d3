package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a program is told when its request cannot go on (RFC 9457 section 3).
 *
 * @param title what happened, always the same sentence for the same thing
 * @param detail what to do about it
 * @param errors which parts of the body are at fault; empty where none is
 */
public record Problem(HttpStatus status, String title, String detail, List<Fault> errors) {

    /**
     * A part of the body that is at fault.
     *
     * @param pointer where it is (RFC 6901); empty for the whole
     */
    public record Fault(String pointer, String detail) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    public static Problem of(HttpStatus status, String title, String detail) {
        return new Problem(status, title, detail, List.of());
    }

    /** As a refusal that the interface's handlers turn into an answer. */
    public ProblemRefusal refusal() {
        return new ProblemRefusal(this);
    }

    public void write(HttpServletResponse response, JsonMapper json) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(body()));
    }

    /** Its members, in the order in which they are read. */
    public Map<String, Object> body() {
        Map<String, Object> body = new java.util.LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status.value());
        body.put("detail", detail);
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        return body;
    }
}
