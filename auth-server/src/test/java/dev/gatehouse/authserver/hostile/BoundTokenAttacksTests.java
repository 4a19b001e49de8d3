package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requirement G3: proofs that come again, and what is bound to a key in other hands (RFC 9449 sections 5, 10 and 11). */
class BoundTokenAttacksTests extends AbstractHostileTests {

    private static final String RS3 = "https://mcp3.test/mcp";

    private static final String CONF =
            "Authorization: " + Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1")[1];

    private final ProofMaker maker = new ProofMaker(this::server);

    private final ProofMaker thief = new ProofMaker(this::server);

    private Map<String, Object> bound() {
        return maker.assertBinds(caller().token(server().code(), maker.shown("/token")));
    }

    private HttpResponse<String> machine(String id, String secret, String... changes) {
        String[] basic = Oauth.basic(id, secret);
        List<String> headers = Stream.of(changes)
                .filter(change -> change.startsWith("DPoP: "))
                .flatMap(change -> Stream.of("DPoP", change.substring(6)))
                .toList();
        String[] all = Stream.concat(Arrays.stream(basic), headers.stream()).toArray(String[]::new);
        String[] form = Arrays.stream(changes)
                .filter(change -> !change.startsWith("DPoP: "))
                .toArray(String[]::new);
        return caller().post("/token", Oauth.with(List.of("grant_type=client_credentials"), form), all);
    }

    @Test
    @DisplayName("G3 P01 a proof that was taken is taken nowhere again, whatever it comes with")
    void takesAProofOnce() {
        String proof = "DPoP: " + maker.proof("/token");
        Map<String, Object> tokens = maker.assertBinds(caller().token(server().code(), proof));
        String second = server().code();
        after().refused(() -> caller().token(second, proof)).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().refresh((String) tokens.get("refresh_token"), proof))
                .isJson(400, "invalid_dpop_proof");
        after().refused(() -> machine("M2M", "m2m-secret-m2m-secret-m2m-secret-m2m", proof))
                .isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().push(proof)).isJson(400, "invalid_dpop_proof");
        maker.assertBinds(caller().token(second, maker.shown("/token")));
        assertRefreshes(tokens.get("refresh_token"), maker.shown("/token"));
    }

    @Test
    @DisplayName(
            "G3 P01 the jti is what comes once: other bytes, another time or the signature's twin are the same proof")
    void knowsAProofByItsJti() {
        Map<String, Object> claims = maker.claims("/token");
        String proof = maker.sign(maker.header(), claims);
        maker.assertBinds(caller().token(server().code(), "DPoP: " + proof));
        String code = server().code();
        claims.put("iat", (Long) claims.get("iat") - 1);
        claims.put("more", 1);
        String again = "DPoP: " + maker.sign(maker.header(), claims);
        after().refused(() -> caller().token(code, again)).isJson(400, "invalid_dpop_proof");
        String twin = "DPoP: " + twin(proof);
        assertThat(twin).isNotEqualTo("DPoP: " + proof);
        after().refused(() -> caller().token(code, twin)).isJson(400, "invalid_dpop_proof");
        // The same jti of another key is another proof: nobody can use up another's.
        thief.assertBinds(caller().token(code, "DPoP: " + thief.sign(thief.header(), claims)));
    }

    /** ECDSA takes (r, n - s) for (r, s). */
    private static String twin(String proof) {
        int dot = proof.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(proof.substring(dot + 1));
        BigInteger n = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        byte[] s = n.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        byte[] twin = Arrays.copyOf(signature, 64);
        Arrays.fill(twin, 32, 64, (byte) 0);
        int length = Math.min(32, s.length);
        System.arraycopy(s, s.length - length, twin, 64 - length, length);
        return proof.substring(0, dot + 1) + Signer.base64(twin);
    }

    @Test
    @DisplayName("G3 P01 of twenty requests at once with one proof one is kept")
    void takesOneOfManyPushes() throws Exception {
        String proof = maker.shown("/par");
        Callable<Integer> push = () -> caller().push(proof).statusCode();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = pool.invokeAll(Collections.nCopies(20, push)).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(Collections.frequency(statuses, 201)).isEqualTo(1);
            assertThat(Collections.frequency(statuses, 400)).isEqualTo(19);
        }
        after().refused(() -> caller().push(proof)).isJson(400, "invalid_dpop_proof");
    }

    @Test
    @DisplayName("G3 T7 a request that is refused for something else does not use its proof up")
    void keepsWhatWasRefused() {
        String proof = maker.shown("/token");
        String code = server().code();
        after().refused(() -> caller().token(code, proof, "resource=" + Oauth.RS2))
                .isJson(400, "invalid_target");
        after().refused(() -> caller().token(code, proof, "code_verifier=" + "x".repeat(43)))
                .isJson(400, "invalid_grant");
        after().refused(() -> caller().token(code, proof, "client_id=OTHER")).isJson(400, "invalid_grant");
        maker.assertBinds(caller().token(code, proof));
        String pushed = maker.shown("/par");
        after().refused(() -> caller().push(pushed, "redirect_uri=https://evil.test/cb"))
                .isJson(400, "invalid_request");
        assertThat(caller().push(pushed).statusCode()).isEqualTo(201);
    }

    /** Whoever has the code, but not the key. */
    private void assertKeptFromThieves(String code) {
        after().refused(() -> caller().token(code)).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().token(code, thief.shown("/token"))).isJson(400, "invalid_grant");
        after().refused(() -> caller().token(code, thief.shown("/token"), "dpop_jkt=" + thief.thumbprint()))
                .isJson(400, "invalid_grant");
        after().refused(() -> caller().token(code, thief.shown("/token"), "dpop_jkt=" + maker.thumbprint()))
                .isJson(400, "invalid_grant");
        after().refused(() -> caller().token(code, maker.shown("/par"))).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().token(code, "cnf={\"jkt\":\"" + maker.thumbprint() + "\"}"))
                .isJson(400, "invalid_dpop_proof");
    }

    @Test
    @DisplayName("G3 a code that is bound to a key is worth nothing without it, and stays good for whoever has it")
    void bindsTheCode() {
        String code = server().code("dpop_jkt=" + maker.thumbprint());
        assertKeptFromThieves(code);
        Map<String, Object> tokens = maker.assertBinds(caller().token(code, maker.shown("/token")));
        // A replay without the key is none that ends anything (ruling 4).
        assertKeptFromThieves(code);
        assertThat(caller().active(tokens.get("access_token"))).as("ALIVE").isTrue();
        assertRefreshes(tokens.get("refresh_token"), maker.shown("/token"));
    }

    @Test
    @DisplayName("G3 Z15 a code whose request was pushed with a proof is bound to its key, whatever the browser says")
    void bindsThePushedCode() {
        HttpResponse<String> pushed = caller().push(maker.shown("/par"));
        String query = UserAgent.encode(form(
                "client_id=PUB",
                "request_uri=" + Oauth.json(pushed).get("request_uri"),
                "dpop_jkt=" + thief.thumbprint()));
        server().code();
        HttpResponse<String> answer = alice().get(server().server().url("/authorize?" + query));
        String code = Oauth.query(UserAgent.location(answer)).get("code");
        assertKeptFromThieves(code);
        maker.assertBinds(caller().token(code, maker.shown("/token")));
        after().refused(() -> caller().push(maker.shown("/par"), "dpop_jkt=" + thief.thumbprint()))
                .isJson(400, "invalid_dpop_proof");
    }

    @Test
    @DisplayName(
            "G3 F11 a public client's bound refresh token is worth nothing without the key, and goes to no other key")
    void bindsTheRefreshToken() {
        String first = (String) bound().get("refresh_token");
        for (int rotation = 0; rotation < 2; rotation++) {
            String current = first;
            after().refused(() -> caller().refresh(current)).isJson(400, "invalid_dpop_proof");
            after().refused(() -> caller().refresh(current, thief.shown("/token")))
                    .isJson(400, "invalid_grant");
            after().refused(() -> caller().refresh(current, maker.shown("/par")))
                    .isJson(400, "invalid_dpop_proof");
            after().refused(() -> caller().refresh(current, "client_id=BOUND", maker.shown("/token")))
                    .isJson(400, "invalid_grant");
            after().refused(() -> caller().refresh(current, "dpop_jkt=" + thief.thumbprint(), thief.shown("/token")))
                    .isJson(400, "invalid_grant");
            first = (String) maker.assertBinds(caller().refresh(current, maker.shown("/token")))
                    .get("refresh_token");
            // The one that was rotated ends nothing in a thief's hands.
            after().refused(() -> caller().refresh(current)).isJson(400, "invalid_dpop_proof");
            after().refused(() -> caller().refresh(current, thief.shown("/token")))
                    .isJson(400, "invalid_grant");
        }
        assertRefreshes(first, maker.shown("/token"));
    }

    @Test
    @DisplayName("G3 a resource for bound tokens alone gives no bearer token, to no client, by no grant")
    void downgradesNoResource() {
        String[] wanted = {"resource=" + RS3, "scope=keys:use"};
        HttpResponse<String> page = caller().follow(alice(), wanted);
        String code = page.statusCode() == 200
                ? Oauth.query(UserAgent.location(caller().allow(alice(), page, "keys:use")))
                        .get("code")
                : Oauth.query(UserAgent.location(page)).get("code");
        after().refused(() -> caller().token(code, "resource=" + RS3)).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().token(code, "-resource")).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().token(code, "resource=" + Oauth.RS1)).is(400);
        Map<String, Object> tokens = maker.assertBinds(caller().token(code, "resource=" + RS3, maker.shown("/token")));
        after().refused(() -> caller().refresh((String) tokens.get("refresh_token"), "resource=" + RS3))
                .isJson(400, "invalid_dpop_proof");
        after().refused(() ->
                        caller().refresh((String) tokens.get("refresh_token"), "token_type=Bearer", "resource=" + RS3))
                .isJson(400, "invalid_dpop_proof");
        String secret = "guess-secret-guess-secret-guess-secret";
        after().refused(() -> machine("GUESSED", secret, "resource=" + RS3)).isJson(400, "invalid_dpop_proof");
        maker.assertBinds(machine("GUESSED", secret, "resource=" + RS3, maker.shown("/token")));
    }

    @Test
    @DisplayName(
            "G3 a confidential client's refresh token for such a resource needs a proof each time, by any of its keys")
    void downgradesNoRefresh() {
        String[] client = {"client_id=CONF", "redirect_uri=https://conf.test/cb", "resource=" + RS3, "scope=keys:use"};
        HttpResponse<String> page = caller().follow(alice(), client);
        HttpResponse<String> answer = page.statusCode() == 200 ? caller().allow(alice(), page, "keys:use") : page;
        String code = Oauth.query(UserAgent.location(answer)).get("code");
        Map<String, Object> tokens = maker.assertBinds(caller().token(
                        code,
                        "-client_id",
                        CONF,
                        "redirect_uri=https://conf.test/cb",
                        "resource=" + RS3,
                        maker.shown("/token")));
        String refresh = (String) tokens.get("refresh_token");
        after().refused(() -> caller().refresh(refresh, "-client_id", CONF)).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().refresh(refresh, "client_id=CONF", thief.shown("/token")))
                .isJson(401, "invalid_client");
        ProofMaker next = new ProofMaker(this::server);
        next.assertBinds(caller().refresh(refresh, "-client_id", CONF, next.shown("/token")));
    }

    @Test
    @DisplayName("G3 a client that is set up for bound tokens, or said so itself, gets no other")
    void downgradesNoClient() {
        String[] client = {"client_id=BOUND", "redirect_uri=https://bound.test/cb"};
        String code = server().code(client);
        after().refused(() -> caller().token(code, client)).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().token(code, client[0], client[1], "dpop_bound_access_tokens=false"))
                .isJson(400, "invalid_dpop_proof");
        maker.assertBinds(caller().token(code, client[0], client[1], maker.shown("/token")));

        String fresh =
                "client_id=" + registered(",\"dpop_bound_access_tokens\":true").get("client_id");
        String other = server().code(fresh);
        after().refused(() -> caller().token(other, fresh)).isJson(400, "invalid_dpop_proof");
        maker.assertBinds(caller().token(other, fresh, maker.shown("/token")));
        for (String odd : List.of("\"yes\"", "1", "{}", "[true]")) {
            after().refused(() -> register(
                            "{\"redirect_uris\":[\"https://app.test/cb\"],\"token_endpoint_auth_method\":\"none\","
                                    + "\"dpop_bound_access_tokens\":" + odd + "}"))
                    .isJson(400, "invalid_client_metadata");
        }
    }

    @Test
    @DisplayName("G3 a token is bound to the key that was shown, not to what a request says, and tells it")
    void bindsToWhatWasShown() {
        String thumbprint = thief.thumbprint();
        Map<String, Object> tokens = maker.assertBinds(caller().token(
                        server().code(),
                        maker.shown("/token"),
                        "cnf={\"jkt\":\"" + thumbprint + "\"}",
                        "jkt=" + thumbprint,
                        "req_cnf=" + thumbprint));
        Map<String, Object> seen = Oauth.json(caller().introspect((String) tokens.get("access_token"), "RS1"));
        assertThat(seen).containsEntry("cnf", Map.of("jkt", maker.thumbprint())).containsEntry("token_type", "DPoP");
        after().ignored(() -> caller().introspect((String) tokens.get("access_token"), "RS2"));
        assertThat(caller().introspect((String) tokens.get("access_token"), "RS2")
                        .body())
                .isEqualTo("{\"active\":false}");
        Map<String, Object> bearer = server().tokens();
        assertThat(Oauth.claims(bearer.get("access_token"))).doesNotContainKey("cnf");
        String mixed = mix((String) bearer.get("access_token"), (String) tokens.get("access_token"));
        after().ignored(() -> caller().introspect(mixed, "RS1"));
        assertThat(caller().active(mixed)).isFalse();
    }

    /** A bound token's signature under the claims of one that is not. */
    private static String mix(String bearer, String bound) {
        return bearer.substring(0, bearer.lastIndexOf('.')) + bound.substring(bound.lastIndexOf('.'));
    }

    @Test
    @DisplayName(
            "G3 a proof that was made for a resource, with its ath, opens nothing here, nor does the bound token itself")
    void takesNoProofOfAResource() {
        Map<String, Object> tokens = bound();
        Map<String, Object> claims = maker.claims("/token");
        claims.put("htm", "POST");
        claims.put("htu", Oauth.RS1);
        claims.put("ath", "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        String stolen = maker.sign(maker.header(), claims);
        String code = server().code("dpop_jkt=" + maker.thumbprint());
        after().refused(() -> caller().token(code, "DPoP: " + stolen)).isJson(400, "invalid_dpop_proof");
        after().refused(() -> caller().refresh((String) tokens.get("refresh_token"), "DPoP: " + stolen))
                .isJson(400, "invalid_dpop_proof");
        String[] presented = {"Authorization", "DPoP " + tokens.get("access_token"), "DPoP", stolen};
        String client = (String) registered("").get("client_id");
        after().refused(() -> caller().browser()
                        .send(HttpRequest.newBuilder(server().server().url("/register/" + client)), presented))
                .is(400, 401);
        after().refused(() -> caller().post("/introspect", form("token=" + tokens.get("access_token")), presented))
                .is(400, 401);
        after().ignored(() -> caller().browser().get(server().server().url("/account"), presented))
                .is(302, 303);
        maker.assertBinds(caller().token(code, maker.shown("/token")));
        assertRefreshes(tokens.get("refresh_token"), maker.shown("/token"));
    }
}
