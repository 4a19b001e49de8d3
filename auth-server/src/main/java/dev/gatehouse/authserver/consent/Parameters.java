package dev.gatehouse.authserver.consent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of an authorization request as they came; an empty value counts as absent (OAuth 2.1 section 3.1). */
record Parameters(Map<String, List<String>> values) {

    Parameters {
        values = Map.copyOf(values);
    }

    /** The parameters that are read; what is unknown is ignored (OAuth 2.1 section 3.1) and not kept either. */
    private static final Set<String> KNOWN = Set.of(
            "client_id",
            "redirect_uri",
            "response_type",
            "response_mode",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
            "resource",
            "prompt",
            "request",
            "request_uri",
            "login_hint",
            "dpop_jkt",
            "max_age");

    /** Nobody's name is longer, so a longer one is as good as none, and is not kept. */
    private static final int LONGEST_HINT = 320;

    static Parameters of(Map<String, String[]> raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        raw.forEach((name, all) -> {
            if (!KNOWN.contains(name)) {
                return;
            }
            List<String> present = new ArrayList<>();
            for (String value : all) {
                if (!value.isEmpty() && (!name.equals("login_hint") || value.length() <= LONGEST_HINT)) {
                    present.add(value);
                }
            }
            if (!present.isEmpty()) {
                values.put(name, List.copyOf(present));
            }
        });
        return new Parameters(values);
    }

    /** The same with one parameter set, in place of whatever stood there. */
    Parameters with(String name, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(values);
        changed.put(name, List.of(value));
        return new Parameters(changed);
    }

    /** The value of a parameter that is there once. */
    Optional<String> find(String name) {
        List<String> all = all(name);
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** How long it is in all: it is kept while it waits. */
    int length() {
        return values.values().stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .sum();
    }

    /** Whether a parameter that may stand once stands twice (requirement Z3); only {@code resource} may (RFC 8707). */
    boolean repeated() {
        return values.entrySet().stream()
                .anyMatch(
                        entry -> entry.getValue().size() > 1 && !entry.getKey().equals("resource"));
    }
}
