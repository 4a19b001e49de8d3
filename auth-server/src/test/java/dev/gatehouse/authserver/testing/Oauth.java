package dev.gatehouse.authserver.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The requests of the protocol tests with valid defaults, which a test overrides: {@code "scope=x"} sets a parameter,
 * {@code "-scope"} omits it, {@code "+scope=x"} sends one more, and {@code "Name: value"} is a header of a token request.
 */
public final class Oauth {

    /** A verifier and its S256 challenge, as RFC 7636 appendix B has them. */
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    public static final String RS1 = "https://mcp1.test/mcp";

    public static final String RS2 = "https://mcp2.test/mcp";

    private static final List<String> AUTHORIZE = List.of(
            "response_type=code",
            "client_id=PUB",
            "redirect_uri=https://app.test/cb",
            "scope=tools:read",
            "state=s1",
            "code_challenge=" + CHALLENGE,
            "code_challenge_method=S256",
            "resource=" + RS1);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestServer server;

    private final String[] headers;

    /** @param headers of each of this caller's requests, such as those by which a proxy tells its address */
    public Oauth(TestServer server, String... headers) {
        this.server = server;
        this.headers = headers.clone();
    }

    /** The same requests from this address, as far as a server knows that trusts this machine as its proxy. */
    public Oauth from(String address) {
        return new Oauth(server, "X-Forwarded-For", address);
    }

    /** A browser or client of this caller's, in which nobody is signed in. */
    public UserAgent browser() {
        return new UserAgent(headers);
    }

    public TestServer server() {
        return server;
    }

    /** The address of an authorization request. */
    public URI authorizeUri(String... changes) {
        return server.url("/authorize?" + UserAgent.encode(with(AUTHORIZE, changes)));
    }

    public HttpResponse<String> authorize(UserAgent browser, String... changes) {
        return browser.get(authorizeUri(changes));
    }

    /** The page or redirect at which an authorization request of this browser ends. */
    public HttpResponse<String> follow(UserAgent browser, String... changes) {
        return browser.follow(authorize(browser, changes));
    }

    /** A browser in which this person is signed in. */
    public UserAgent signedIn(String username) {
        UserAgent browser = browser();
        signIn(browser, browser.get(server.url("/sign-in")), username);
        return browser;
    }

    /** Fills in the sign-in page. */
    public HttpResponse<String> signIn(UserAgent browser, HttpResponse<String> page, String username) {
        return browser.submit(page, Map.of("username", List.of(username), "password", List.of(password(username))));
    }

    public static String password(String username) {
        return switch (username) {
            case "alice" -> "alice-password-1";
            case "bob" -> "bob-password-12";
            default -> username + "-password-1";
        };
    }

    /** Presses allow on a consent page with exactly these scopes ticked. */
    public HttpResponse<String> allow(UserAgent browser, HttpResponse<String> page, String... scopes) {
        return browser.submit(page, Map.of("decision", List.of("allow"), "scope", List.of(scopes)));
    }

    /** The whole way of the authorization request to the redirect, with these scopes ticked where the page is shown. */
    public Map<String, String> consented(UserAgent browser, List<String> scopes, String... changes) {
        HttpResponse<String> answer = follow(browser, changes);
        if (answer.statusCode() == 200) {
            answer = allow(browser, answer, scopes.toArray(String[]::new));
        }
        return query(UserAgent.location(answer));
    }

    /** A code of alice's for PUB at the first resource with {@code tools:read}, unless changed. */
    public String code(String... changes) {
        return consented(signedIn("alice"), List.of("tools:read"), changes).get("code");
    }

    public HttpResponse<String> token(String code, String... changes) {
        return send(
                "/token",
                List.of(
                        "grant_type=authorization_code",
                        "code=" + code,
                        "client_id=PUB",
                        "code_verifier=" + VERIFIER,
                        "redirect_uri=https://app.test/cb",
                        "resource=" + RS1),
                changes);
    }

    public HttpResponse<String> refresh(String refreshToken, String... changes) {
        return send(
                "/token",
                List.of("grant_type=refresh_token", "refresh_token=" + refreshToken, "client_id=PUB"),
                changes);
    }

    /** A pushed authorization request (RFC 9126) with the defaults of {@link #authorizeUri}. */
    public HttpResponse<String> push(String... changes) {
        return send("/par", AUTHORIZE, changes);
    }

    private HttpResponse<String> send(String path, List<String> defaults, String... changes) {
        List<String> headers = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        for (String change : changes) {
            int colon = change.indexOf(": ");
            if (change.startsWith("DPoP: ") || change.startsWith("Authorization: ")) {
                headers.add(change.substring(0, colon));
                headers.add(change.substring(colon + 2));
            } else {
                parameters.add(change);
            }
        }
        return post(path, with(defaults, parameters.toArray(String[]::new)), headers.toArray(String[]::new));
    }

    /** The answer to a fresh grant of alice's. */
    public Map<String, Object> tokens(String... authorizeChanges) {
        HttpResponse<String> answer = token(code(authorizeChanges));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return json(answer);
    }

    public HttpResponse<String> clientCredentials(String... changes) {
        return post(
                "/token",
                with(List.of("grant_type=client_credentials"), changes),
                basic("M2M", "m2m-secret-m2m-secret-m2m-secret-m2m"));
    }

    public HttpResponse<String> introspect(String token, String resourceServer) {
        String secret = resourceServer.toLowerCase(java.util.Locale.ROOT) + "-secret";
        return post(
                "/introspect",
                with(List.of("token=" + token)),
                basic(resourceServer, secret + "-" + secret + "-" + secret + "-" + secret.substring(0, 3)));
    }

    public boolean active(Object accessToken) {
        return Boolean.TRUE.equals(json(introspect((String) accessToken, "RS1")).get("active"));
    }

    public HttpResponse<String> revoke(String token, String... changes) {
        return post("/revoke", with(List.of("token=" + token, "client_id=PUB"), changes));
    }

    public HttpResponse<String> post(String path, List<Map.Entry<String, String>> form, String... headers) {
        return browser().post(server.url(path), form, headers);
    }

    public static String[] basic(String id, String secret) {
        String pair = id + ":" + secret;
        return new String[] {
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
        };
    }

    public static Map<String, Object> json(HttpResponse<String> response) {
        return json(response.body());
    }

    public static Map<String, Object> json(String body) {
        return JSON.readValue(body, new TypeReference<Map<String, Object>>() {});
    }

    public static Map<String, Object> header(Object jwt) {
        return part((String) jwt, 0);
    }

    public static Map<String, Object> claims(Object jwt) {
        return part((String) jwt, 1);
    }

    private static Map<String, Object> part(String jwt, int index) {
        return json(new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]), StandardCharsets.UTF_8));
    }

    /** The query parameters of a redirect; a repeated one fails. */
    public static Map<String, String> query(String location) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = location.substring(location.indexOf('?') + 1);
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String previous = parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            if (previous != null) {
                throw new AssertionError(pair + " stands twice in " + location);
            }
        }
        return parameters;
    }

    public static List<Map.Entry<String, String>> with(List<String> defaults, String... changes) {
        List<Map.Entry<String, String>> form = new ArrayList<>();
        defaults.forEach(pair -> form.add(entry(pair)));
        for (String change : changes) {
            if (change.startsWith("-")) {
                form.removeIf(field -> field.getKey().equals(change.substring(1)));
            } else if (change.startsWith("+")) {
                form.add(entry(change.substring(1)));
            } else {
                replace(form, entry(change));
            }
        }
        return form;
    }

    private static void replace(List<Map.Entry<String, String>> form, Map.Entry<String, String> wanted) {
        for (int i = 0; i < form.size(); i++) {
            if (form.get(i).getKey().equals(wanted.getKey())) {
                form.set(i, wanted);
                return;
            }
        }
        form.add(wanted);
    }

    private static Map.Entry<String, String> entry(String pair) {
        int equals = pair.indexOf('=');
        return Map.entry(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /** The value as text; null where it is absent. */
    public static @Nullable String text(Map<String, Object> json, String name) {
        return (String) json.get(name);
    }
}
