package dev.gatehouse.authserver.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.compatibility.RecordedClient.Request;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client with its identity at one server, and alice's browser.
 *
 * @param secret absent for a public client
 * @param scope what the registration's answer says
 */
record ConnectingClient(
        Oauth oauth,
        UserAgent alice,
        String clientId,
        String method,
        @Nullable String secret,
        String scope) {

    /** Posts a registration, which must be answered with 201. */
    static JsonNode register(Oauth oauth, Object body) {
        HttpResponse<String> answer = new UserAgent()
                .send(
                        HttpRequest.newBuilder(oauth.server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
                        "Content-Type",
                        "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        return JsonMapper.shared().readTree(answer.body());
    }

    static ConnectingClient registered(Oauth oauth, JsonNode answer) {
        return new ConnectingClient(
                oauth,
                oauth.signedIn("alice"),
                answer.path("client_id").stringValue(),
                answer.path("token_endpoint_auth_method").stringValue(),
                answer.path("client_secret").stringValue(null),
                answer.path("scope").stringValue());
    }

    static ConnectingClient documented(Oauth oauth, String clientId) {
        return new ConnectingClient(oauth, oauth.signedIn("alice"), clientId, "none", null, "");
    }

    /** The query of the redirect, after alice allowed what the client must get. */
    Map<String, String> authorized(Request request) {
        List<String> ticked = new ArrayList<>(List.of(request.granted().scope().split(" ")));
        ticked.remove("offline_access");
        HttpResponse<String> answer = oauth.follow(alice, authorization(request));
        if (answer.statusCode() == 200) {
            answer = oauth.allow(alice, answer, ticked.toArray(String[]::new));
        }
        String location = UserAgent.location(answer);
        assertThat(location).startsWith(request.redirectUri() + "?");
        return Oauth.query(location);
    }

    /** The parameters of the authorization request, and none that the client does not send, but for the changes. */
    String[] authorization(Request request, String... changes) {
        List<String> parameters = new ArrayList<>(List.of("client_id=" + clientId, "-scope", "-resource"));
        request.authorization().forEach((name, value) -> parameters.add(name + "=" + filledIn(value)));
        parameters.addAll(List.of(changes));
        return parameters.toArray(String[]::new);
    }

    private String filledIn(String value) {
        return switch (value) {
            case "{registered}" -> scope;
            case "{metadata}" -> String.join(" ", scopesOfTheServer());
            default -> value;
        };
    }

    private List<String> scopesOfTheServer() {
        return metadata(oauth)
                .path("scopes_supported")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    static JsonNode metadata(Oauth oauth) {
        return JsonMapper.shared()
                .readTree(new UserAgent()
                        .get(oauth.server().url("/.well-known/oauth-authorization-server"))
                        .body());
    }

    HttpResponse<String> exchange(String code, Map<String, String> more, String redirectUri) {
        return token(
                more,
                "grant_type=authorization_code",
                "code=" + code,
                "code_verifier=" + Oauth.VERIFIER,
                "redirect_uri=" + redirectUri);
    }

    HttpResponse<String> refresh(String refreshToken, Map<String, String> more) {
        return token(more, "grant_type=refresh_token", "refresh_token=" + refreshToken);
    }

    /** Authenticates as it registered; with Basic its id and secret go as they are, as browsers' btoa() has them. */
    private HttpResponse<String> token(Map<String, String> more, String... parameters) {
        List<String> form = new ArrayList<>(Arrays.asList(parameters));
        more.forEach((name, value) -> form.add(name + "=" + value));
        boolean basic = method.equals("client_secret_basic");
        if (!basic) {
            form.add("client_id=" + clientId);
        }
        if (method.equals("client_secret_post")) {
            form.add("client_secret=" + secret);
        }
        String[] headers = basic ? Oauth.basic(clientId, String.valueOf(secret)) : new String[0];
        return oauth.post("/token", Oauth.with(form), headers);
    }
}
