package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.jose.ProofKey;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Proves the possession of a key with each call (RFC 9449), with the newest nonce that the called server gave. */
final class DpopProofs {

    private static final String NONCE = "dpop-nonce";
    private static final String USE_NONCE = "use_dpop_nonce";
    /** RFC 9449 section 8.1. */
    private static final Pattern NONCE_SYNTAX = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    private final InstantSource clock;
    private final Map<String, String> nonces = new ConcurrentHashMap<>();

    DpopProofs(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The call with a fresh proof.
     *
     * @param accessToken presented with it, to which the proof is bound by {@code ath}
     */
    HttpCall prove(HttpCall call, ProofKey key, Optional<String> accessToken) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", RandomText.next());
        claims.put("htm", call.method());
        claims.put("htu", target(call.uri()));
        claims.put("iat", clock.instant().getEpochSecond());
        accessToken.ifPresent(token -> claims.put("ath", RandomText.challenge(token)));
        Optional.ofNullable(nonces.get(WebUrl.origin(call.uri()))).ifPresent(nonce -> claims.put("nonce", nonce));
        return call.header("DPoP", key.prove(claims));
    }

    /** Keeps the nonce of an answer. @return whether the same call with this nonce may succeed */
    boolean asksAgain(HttpAnswer answer) {
        Optional<String> nonce =
                answer.header(NONCE).filter(given -> NONCE_SYNTAX.matcher(given).matches());
        nonce.ifPresent(given -> nonces.put(WebUrl.origin(answer.uri()), given));
        return nonce.isPresent() && (inChallenge(answer) || inBody(answer));
    }

    private static boolean inChallenge(HttpAnswer answer) {
        return answer.status() == 401
                && Challenge.dpop(answer)
                        .flatMap(challenge -> challenge.parameter("error"))
                        .equals(Optional.of(USE_NONCE));
    }

    private static boolean inBody(HttpAnswer answer) {
        return (answer.status() == 400 || answer.status() == 401)
                && Json.findObject(answer.body())
                        .flatMap(body -> Json.string(body, "error"))
                        .equals(Optional.of(USE_NONCE));
    }

    /** {@code htu} has neither query nor fragment. */
    private static String target(URI uri) {
        return WebUrl.origin(uri) + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }
}
