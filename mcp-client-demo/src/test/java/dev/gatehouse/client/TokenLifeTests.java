package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class TokenLifeTests extends CommandLineTest {

    private List<String> grantTypes() {
        return as.tokenRequests.stream()
                .map(request -> request.getOrDefault("grant_type", ""))
                .toList();
    }

    @Test
    void refreshesBeforeTheTokenEnds() {
        run("connect", mcp.url());
        now = now.plus(Duration.ofSeconds(as.expiresIn - 10));

        assertThat(run("tools", mcp.url()).status()).isZero();
        assertThat(grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(as.tokenRequests.getLast())
                .containsEntry("refresh_token", "refresh-1-0123456789abcdef")
                .containsEntry("resource", mcp.url());
        assertThat(store()).content().contains("access-2-", "refresh-2-").doesNotContain("refresh-1-");
    }

    @Test
    void refreshesWhenTheServerAnswers401() {
        run("connect", mcp.url());
        as.accessTokens.clear();

        assertThat(run("tools", mcp.url()).status()).isZero();
        assertThat(grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(as.authorizations).hasSize(1);
    }

    @Test
    void signsInAgainWhenARefreshedTokenIsRefusedToo() {
        run("connect", mcp.url());
        as.accessTokens.clear();
        mcp.refused = "access-2-0123456789abcdef";

        assertThat(run("tools", mcp.url()).status()).isZero();
        assertThat(grantTypes()).containsExactly("authorization_code", "refresh_token", "authorization_code");
    }

    @Test
    void signsInAgainWhenTheRefreshTokenIsNoLongerGood() {
        run("connect", mcp.url());
        as.accessTokens.clear();
        as.refreshTokens.clear();

        assertThat(run("tools", mcp.url()).status()).isZero();
        assertThat(as.authorizations).hasSize(2);
        assertThat(as.registrations).hasSize(1);
    }

    @Test
    void refreshesOnceForManyProcessesAtATime() throws Exception {
        run("connect", mcp.url());
        as.accessTokens.clear();
        ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        List<Thread> processes = List.of(1, 2, 3, 4, 5).stream()
                .map(number -> Thread.startVirtualThread(() -> outcomes.add(run("tools", mcp.url()))))
                .toList();
        for (Thread process : processes) {
            process.join();
        }

        assertThat(outcomes)
                .hasSize(5)
                .allSatisfy(outcome ->
                        assertThat(outcome.status()).as(outcome.err()).isZero());
        assertThat(grantTypes()).containsExactly("authorization_code", "refresh_token");
    }

    @Test
    void asksForTheUnionOfScopesWhenAToolNeedsMore() {
        run("connect", mcp.url(), "--scope=read list");

        Outcome called = run("call", mcp.url(), "write");

        assertThat(called.status()).as(called.err()).isZero();
        assertThat(as.askedScopes().getLast().split(" ")).containsExactlyInAnyOrder("read", "list", "write");
        assertThat(called.err()).contains("The server asks for more: write.");
    }

    @Test
    void stopsAfterThreeTries() {
        mcp.alwaysForbids = true;

        Outcome called = run("call", mcp.url(), "write");

        assertThat(called.status()).isEqualTo(4);
        assertThat(called.err()).contains("Step-up failed: after 3 tries");
        assertThat(mcp.methods()).containsEntry("tools/call", 3L);
        assertThat(as.authorizations).hasSize(3);
    }

    @Test
    void doesNotStepUpWhenToldNotTo() {
        Outcome called = run("call", mcp.url(), "write", "--no-step-up");

        assertThat(called.status()).isEqualTo(4);
        assertThat(called.err()).contains("this needs the scope write");
        assertThat(as.authorizations).hasSize(1);
    }

    @Test
    void saysWhatIsMissingWhenThePersonDoesNotAllowIt() {
        as.withheld = Set.of("write");

        Outcome called = run("call", mcp.url(), "write");

        assertThat(called.status()).isEqualTo(4);
        assertThat(called.err()).contains("write", "Perhaps it was not allowed");
    }

    @Test
    void takesNoCredentialsToAnotherAuthorizationServer() {
        run("connect", mcp.url());
        try (TestAuthorizationServer another = new TestAuthorizationServer();
                TestMcpServer elsewhere = new TestMcpServer(another)) {
            run("connect", elsewhere.url());
            mcp.metadata =
                    document -> document.putArray("authorization_servers").add(another.issuer());
            another.tokenAnswer = answer -> {
                answer.put("access_token", "from-another-0123456789");
                as.accessTokens.put("from-another-0123456789", "read");
            };
            as.accessTokens.clear();
            as.tokenRequests.clear();

            assertThat(run("tools", mcp.url()).status()).isZero();
            // At both it happens to be client-1, and still the refresh token of the one is not for the other.
            assertThat(another.registrations).hasSize(1);
            assertThat(another.tokenRequests)
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request).containsEntry("grant_type", "authorization_code"));
            assertThat(as.tokenRequests).isEmpty();
        }
    }

    @Test
    void tellsWhoOneIsFromWhatIsStored() {
        String claims = "eyJzdWIiOiJhbGljZSIsImF1ZCI6ImEifQ"; // {"sub":"alice","aud":"a"}
        as.tokenAnswer = answer -> answer.put("access_token", "eyJhbGciOiJub25lIn0." + claims + ".c2lnbmF0dXJl");
        run("connect", mcp.url());

        Outcome shown = run("whoami", mcp.url());

        assertThat(shown.status()).isZero();
        assertThat(shown.out())
                .contains(
                        "issuer:   " + as.issuer(),
                        "client-1 (registered",
                        "scopes:   read",
                        "in 3600 s",
                        "sub:    alice")
                .doesNotContain(claims);
    }

    @Test
    void saysThatATokenIsOpaqueAndThatNobodyIsSignedIn() {
        assertThat(run("whoami", mcp.url())).satisfies(outcome -> {
            assertThat(outcome.status()).isEqualTo(3);
            assertThat(outcome.err()).contains("you are not signed in to");
        });
        run("connect", mcp.url());
        assertThat(run("whoami", mcp.url()).out()).contains("The access token is opaque");
    }

    @Test
    void revokesTheRefreshTokenAndForgetsEverythingOnLogout() throws Exception {
        run("connect", mcp.url());

        Outcome left = run("logout", mcp.url());

        assertThat(left.status()).isZero();
        assertThat(left.out())
                .contains("The refresh token was revoked", "The tokens and the client are forgotten here.");
        assertThat(as.revocations)
                .containsExactly(Map.of(
                        "token", "refresh-1-0123456789abcdef",
                        "token_type_hint", "refresh_token",
                        "client_id", "client-1"));
        assertThat(Files.readString(store())).doesNotContain("refresh-1", "client-1");
        assertThat(run("logout", mcp.url()).out()).contains("You were not signed in");
    }

    @Test
    void forgetsTheTokensEvenIfTheServerCannotBeTold() {
        run("connect", mcp.url());
        as.close();

        Outcome left = run("logout", mcp.url());

        assertThat(left.status()).isEqualTo(5);
        assertThat(left.err()).contains("Revocation failed", "forgotten here");
        assertThat(run("whoami", mcp.url()).status()).isEqualTo(3);
    }
}
