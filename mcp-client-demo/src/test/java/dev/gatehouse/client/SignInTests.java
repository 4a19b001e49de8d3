package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTests extends CommandLineTest {

    @Test
    void registersSignsInAndListsTheTools() {
        Outcome connected = run("connect", mcp.url());

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(connected.out())
                .contains("Connected to test[31m", "echo text:string [times:integer] [loud:boolean]", "write");
        assertThat(as.registrations).singleElement().satisfies(client -> {
            assertThat(client.path("grant_types").toString()).isEqualTo("[\"authorization_code\",\"refresh_token\"]");
            assertThat(client.path("token_endpoint_auth_method").asString()).isEqualTo("none");
            assertThat(client.path("application_type").asString()).isEqualTo("native");
        });
        assertThat(as.authorizations)
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("resource", mcp.url())
                        .containsEntry("scope", "read")
                        .containsEntry("code_challenge_method", "S256")
                        .containsEntry(
                                "redirect_uri",
                                as.registrations
                                        .getFirst()
                                        .path("redirect_uris")
                                        .path(0)
                                        .asString()));
        assertThat(as.tokenRequests)
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("resource", mcp.url())
                        .containsEntry("client_id", "client-1")
                        .doesNotContainKey("client_secret"));
        assertThat(mcp.sessions).as("sessions left open").isEmpty();
    }

    @Test
    void usesWhatIsStoredTheNextTime() {
        run("connect", mcp.url());
        Outcome listed = run("tools", mcp.url());

        assertThat(listed.status()).isZero();
        assertThat(as.registrations).hasSize(1);
        assertThat(as.authorizations).hasSize(1);
        assertThat(mcp.metadataRequests).hasSize(1);
    }

    @Test
    void needsNoSignInWhereTheServerWantsNone() {
        mcp.isProtected = false;

        assertThat(run("connect", mcp.url()).status()).isZero();
        assertThat(as.authorizations).isEmpty();
        assertThat(store()).doesNotExist();
    }

    @Test
    void usesTheClientThatIsGivenWithItsSecretInTheHeader() {
        as.clients.add("given client");
        as.authMethod = "client_secret_basic";

        Outcome connected = run(
                Map.of("SECRET", "s:cr%t of the client"),
                "connect",
                mcp.url(),
                "--client-id=given client",
                "--client-secret-env=SECRET");

        assertThat(connected.status()).as(connected.err()).isEqualTo(3);
        assertThat(as.registrations).isEmpty();
        // base64 of "given+client:s%3Acr%25t+of+the+client" (RFC 6749 section 2.3.1); the test server decodes nothing
        assertThat(as.tokenAuthorizations)
                .containsExactly("Basic Z2l2ZW4rY2xpZW50OnMlM0FjciUyNXQrb2YrdGhlK2NsaWVudA==");
        assertThat(connected.err()).contains("does not accept the client given client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_secret_basic", "client_secret_post"})
    void authenticatesByTheMethodThatTheServerSupports(String method) {
        as.authMethod = method;

        assertThat(run("connect", mcp.url()).status()).isZero();
        assertThat(as.tokenAuthorizations.getFirst().startsWith("Basic "))
                .isEqualTo(method.equals("client_secret_basic"));
        assertThat(as.tokenRequests.getFirst().containsKey("client_secret"))
                .isEqualTo(method.equals("client_secret_post"));
    }

    @Test
    void asksForTheScopesOfTheMetadataWhenTheChallengeNamesNone() {
        mcp.challenge = "Negotiate YWJj==, Bearer realm=\"a, b=c\"";

        run("connect", mcp.url());

        assertThat(as.askedScopes()).containsExactly("read list");
    }

    @Test
    void sendsNoScopeWhenNobodyNamesOne() {
        mcp.challenge = "Bearer";
        mcp.metadata = document -> document.remove("scopes_supported");

        run("connect", mcp.url());

        assertThat(as.authorizations)
                .singleElement()
                .satisfies(request -> assertThat(request).doesNotContainKey("scope"));
    }

    @Test
    void asksForTheScopesThatThePersonWishes() {
        run("connect", mcp.url(), "--scope=read list", "--scope=write");

        assertThat(as.askedScopes()).containsExactly("read list write");
    }

    @Test
    void registersAgainOnceWhenTheServerHasForgottenTheClient() {
        run("connect", mcp.url());
        as.clients.clear();
        as.accessTokens.clear();

        Outcome connected = run("connect", mcp.url());

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(as.registrations).hasSize(2);
        assertThat(connected.err()).contains("does not know this client any more");
    }

    @Test
    void takesANoForAnAnswer() {
        as.redirect = parameters -> {
            parameters.remove("code");
            parameters.put("error", "access_denied");
        };

        Outcome denied = run("connect", mcp.url());

        assertThat(denied.status()).isEqualTo(4);
        assertThat(denied.err()).contains("access was denied at " + as.issuer());
        assertThat(as.tokenRequests).isEmpty();
    }

    @Test
    void findsTheMetadataOfAnIssuerWithAPath() {
        as.path = "/tenant";

        assertThat(run("connect", mcp.url()).status()).isZero();
    }

    @Test
    void treatsAServerWithoutMetadataAsAnOldOneOnlyWhenTold() {
        mcp.challenge = "Bearer";
        mcp.metadataPlaces = Set.of();

        Outcome refused = run("connect", mcp.url());

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("Discovery failed", "--backcompat");
        assertThat(mcp.metadataRequests)
                .containsExactly("/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource");
    }
}
