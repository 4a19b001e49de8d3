package dev.gatehouse.authserver.registration;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a token of ours from the Authorization header (RFC 6750 section 2.1). */
final class BearerToken {

    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(?<token>[A-Za-z0-9_-]{43})");

    private BearerToken() {}

    /** Empty where there is not exactly one header, of this scheme, with a value of the form of ours. */
    static Optional<String> read(List<String> headers) {
        if (headers.size() != 1) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(headers.getFirst());
        return bearer.matches() ? Optional.of(bearer.group("token")) : Optional.empty();
    }
}
