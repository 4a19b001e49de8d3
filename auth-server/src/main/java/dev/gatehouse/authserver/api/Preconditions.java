package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.Problem;
import dev.gatehouse.authserver.web.ProblemRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Optimistic locking by entity tags (RFC 9110 section 13): whoever changes a thing says which state of it they saw, so that
 * of two at once the second is told.
 */
final class Preconditions {

    private Preconditions() {}

    static String tag(int version) {
        return "\"" + version + "\"";
    }

    /** Of a thing of which a part has a version of its own, 0 as long as that part was never written. */
    static String tag(int version, int part) {
        return part == 0 ? tag(version) : "\"" + version + "." + part + "\"";
    }

    /** Of a thing that has no version: a hash of all that is said of it. */
    static String tag(Object representation) {
        return "\""
                + Secrets.base64Url(Secrets.sha256(representation.toString())).substring(0, 22) + "\"";
    }

    /**
     * Requires that the thing is still what the caller saw.
     *
     * @param tag of the thing as it is now
     * @throws ProblemRefusal 428 where the caller says nothing (RFC 6585 section 3), 412 where it is another
     */
    static void requireMatch(HttpServletRequest request, String tag) {
        String wanted = request.getHeader(HttpHeaders.IF_MATCH);
        if (wanted == null) {
            throw required();
        }
        if (Arrays.stream(wanted.split(",")).map(String::strip).noneMatch(tag::equals)) {
            throw failed();
        }
    }

    /**
     * The same for a PUT, which may also make the thing.
     *
     * @param tag null where it is not there: then the caller must have said that it expects so
     */
    static void requireMatchOrNew(HttpServletRequest request, @Nullable String tag) {
        String none = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (tag != null && none == null) {
            requireMatch(request, tag);
            return;
        }
        if (none == null && request.getHeader(HttpHeaders.IF_MATCH) == null) {
            throw required();
        }
        if (tag != null || !"*".equals(none)) {
            throw failed();
        }
    }

    /** The thing that is looked for. */
    static <T> T found(Optional<T> thing) {
        return thing.orElseThrow(NOT_FOUND);
    }

    static final Supplier<ProblemRefusal> NOT_FOUND =
            () -> Problem.of(HttpStatus.NOT_FOUND, "This is not there", "Look at the list.")
                    .refusal();

    static ProblemRefusal failed() {
        return Problem.of(
                        HttpStatus.PRECONDITION_FAILED,
                        "It is not as you saw it",
                        "Somebody changed, made or removed it meanwhile. Nothing was changed by you: read it again.")
                .refusal();
    }

    private static ProblemRefusal required() {
        return Problem.of(
                        HttpStatus.PRECONDITION_REQUIRED,
                        "Say which state you saw",
                        "Send the ETag of what you read as If-Match, or If-None-Match: * to make a new one.")
                .refusal();
    }
}
