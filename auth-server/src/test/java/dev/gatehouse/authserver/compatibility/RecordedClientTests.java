package dev.gatehouse.authserver.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.RegisteredClients;
import dev.gatehouse.authserver.compatibility.RecordedClient.Granted;
import dev.gatehouse.authserver.compatibility.RecordedClient.Registered;
import dev.gatehouse.authserver.compatibility.RecordedClient.Request;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** P20: each recorded client, from its registration or document to a refreshed token. */
@Tag("P20")
@ParameterizedClass
@EnumSource(Database.class)
class RecordedClientTests {

    @Parameter
    Database database;

    private Oauth oauth() {
        return CompatibilityServer.on(database);
    }

    static Stream<RecordedClient> registering() {
        return RecordedClient.registering();
    }

    static Stream<RecordedClient> all() {
        return RecordedClient.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("registering")
    @DisplayName("P20 R2 every known client is registered, and reads in the echo what it got")
    void registersKnownClients(RecordedClient client) {
        JsonNode answer = register(Objects.requireNonNull(client.registration()));
        Registered expected = Objects.requireNonNull(client.registered());

        assertThat(Registered.in(answer)).isEqualTo(expected);
        assertThat(strings(answer, "response_types")).containsExactly("code");
        assertThat(answer.has("client_secret")).isEqualTo(expected.secret());
        assertThat(answer.has("client_secret_expires_at")).isEqualTo(expected.secret());
        assertThat(answer.path("client_name").stringValue()).isNotBlank();
        // Null and empty members broke clients (R2); an address for management is given only where there is one (R10).
        answer.properties()
                .forEach(member -> assertThat(member.getValue().isNull()
                                || member.getValue().toString().equals("\"\"")
                                || member.getValue().toString().equals("[]"))
                        .as(member.getKey())
                        .isFalse());
        assertThat(answer.path("registration_client_uri").stringValue())
                .endsWith("/register/" + answer.path("client_id").stringValue());
        assertStored(expected, answer);
    }

    private void assertStored(Registered expected, JsonNode answer) {
        ClientDirectory clients = oauth().server().bean(ClientDirectory.class);
        Client stored =
                clients.findByClientId(answer.path("client_id").stringValue()).orElseThrow();
        assertThat(stored.source()).isEqualTo(ClientSource.DCR);
        assertThat(stored.redirectUris()).isEqualTo(expected.redirect_uris());
        assertThat(stored.authMethod()).isEqualTo(expected.token_endpoint_auth_method());
        assertThat(stored.grantTypes()).isEqualTo(Set.copyOf(expected.grant_types()));
        assertThat(stored.resources()).isEmpty();
        assertThat(stored.introspects()).isNull();
        assertThat(answer.path("client_id_issued_at").longValue())
                .isEqualTo(stored.createdAt().getEpochSecond());
        if (expected.secret()) {
            // Some clients put it into Basic without encoding it, so no character may need that.
            String secret = answer.path("client_secret").stringValue();
            assertThat(secret).matches("[A-Za-z0-9_-]{43}");
            assertThat(answer.path("client_secret_expires_at").intValue()).isZero();
            assertThat(clients.secretMatches(stored, secret)).isTrue();
        }
        assertThat(oauth().server().bean(RegisteredClients.class).findByClientId(stored.clientId()))
                .isNotNull()
                .extracting(registered -> registered.getClientId())
                .isEqualTo(stored.clientId());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("registering")
    @DisplayName(
            "P20 R8 the same body in another order, with nulls, with less and with unknown members, registers the same")
    void registersVariants(RecordedClient client) {
        ObjectNode body = Objects.requireNonNull(client.registration());
        ObjectNode reversed = JsonMapper.shared().createObjectNode();
        List<String> names = new ArrayList<>(body.propertyNames());
        names.reversed().forEach(name -> reversed.set(name, body.get(name)));
        ObjectNode withNulls = body.deepCopy();
        for (String name : List.of("client_uri", "logo_uri", "scope", "jwks", "software_version", "application_type")) {
            if (!body.has(name)) {
                withNulls.putNull(name);
            }
        }
        ObjectNode sparse = body.deepCopy();
        sparse.remove(List.of("client_name", "client_uri", "response_types", "software_id", "application_type"));
        ObjectNode withUnknown = body.deepCopy();
        withUnknown.putArray("resource").add("https://mcp1.test/mcp");
        withUnknown.putObject("extensions").put("scope", "tools:write").putNull("redirect_uris");
        withUnknown.put("token_endpoint_auth_methods", "client_secret_post").put("", 1);

        for (ObjectNode variant : List.of(reversed, withNulls, sparse, withUnknown)) {
            assertThat(Registered.in(register(variant))).as(variant.toString()).isEqualTo(client.registered());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    @DisplayName("P20 Z10 F1 X1 every known client connects each way it was seen to, and refreshes")
    void connects(RecordedClient recorded) {
        ConnectingClient client = recorded.document() == null
                ? ConnectingClient.registered(oauth(), register(Objects.requireNonNull(recorded.registration())))
                : ConnectingClient.documented(
                        oauth(), recorded.document().path("client_id").stringValue());
        for (Request request : recorded.requests()) {
            Map<String, String> answered = client.authorized(request);
            assertThat(answered)
                    .containsEntry("iss", oauth().server().issuer())
                    .containsEntry("state", "s1")
                    .containsOnlyKeys("code", "iss", "state");

            HttpResponse<String> issued = client.exchange(
                    Objects.requireNonNull(answered.get("code")), request.token(), request.redirectUri());
            String refreshToken = assertTokens(issued, request.granted(), client);

            boolean refreshes = recorded.registered() == null
                    || recorded.registered().grant_types().contains("refresh_token");
            assertThat(refreshToken != null).isEqualTo(refreshes);
            if (refreshToken != null) {
                String next = assertTokens(client.refresh(refreshToken, request.refresh()), request.granted(), client);
                assertThat(next).isNotBlank().isNotEqualTo(refreshToken);
            }
        }
    }

    private static @Nullable String assertTokens(
            HttpResponse<String> answer, Granted granted, ConnectingClient client) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        Map<String, Object> tokens = Oauth.json(answer);
        assertThat(tokens).containsEntry("token_type", "Bearer").containsEntry("scope", granted.scope());
        assertThat(Oauth.claims(tokens.get("access_token")))
                .containsEntry("aud", granted.aud())
                .containsEntry("client_id", client.clientId())
                .containsEntry("scope", granted.scope().replace(" offline_access", ""));
        return Oauth.text(tokens, "refresh_token");
    }

    private JsonNode register(ObjectNode body) {
        return ConnectingClient.register(oauth(), body);
    }

    private static List<String> strings(JsonNode answer, String member) {
        return answer.path(member).valueStream().map(JsonNode::stringValue).toList();
    }
}
