package dev.gatehouse.client.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks secrets in what is printed: those known by value, wherever they stand, and the members, parameters and headers
 * that carry one by their name. At most the first four characters stay.
 */
public final class SecretMask {

    private static final String NAMES =
            "access_token|refresh_token|id_token|token|code|code_verifier|state|client_secret"
                    + "|client_assertion|assertion|registration_access_token|password|_csrf|request_uri";
    private static final Pattern MEMBER =
            Pattern.compile("(\"(?:" + NAMES + ")\"\\s*:\\s*\")((?:\\\\.|[^\"\\\\])*)(\")");
    private static final Pattern PARAMETER =
            Pattern.compile("((?:^|[?&\\s#])(?:" + NAMES + ")=)([^&\\s#\"]*)()", Pattern.MULTILINE);
    private static final Pattern HEADER = Pattern.compile(
            "((?:^|\\n)[<> ]*(?:authorization: \\w+|cookie:|set-cookie:|mcp-session-id:|dpop:) +)(\\S[^\\n]*)()",
            Pattern.CASE_INSENSITIVE);
    private static final int SHORTEST_KNOWN = 8;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** From now on this value is masked wherever it appears. Values too short to be told from words are ignored. */
    public String remember(String secret) {
        if (secret.length() >= SHORTEST_KNOWN) {
            known.add(secret);
        }
        return secret;
    }

    /** The text as it may be printed. */
    public String mask(String text) {
        String masked = text;
        for (Pattern pattern : new Pattern[] {MEMBER, PARAMETER, HEADER}) {
            masked = pattern.matcher(masked)
                    .replaceAll(found ->
                            Matcher.quoteReplacement(found.group(1) + shortened(found.group(2)) + found.group(3)));
        }
        for (String secret : known) {
            masked = masked.replace(secret, shortened(secret));
        }
        return masked;
    }

    private static String shortened(String secret) {
        return secret.length() < 4 * SHORTEST_KNOWN / 2 ? "…" : secret.substring(0, 4) + "…";
    }
}
