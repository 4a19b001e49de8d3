package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A person takes a scope away while the agent refreshes. */
@ParameterizedClass
@EnumSource(Database.class)
class NarrowingRaceTests {

    private static final int ROUNDS = 25;

    private static final String BOTH = "scope=tools:read tools:write";

    @Parameter
    Database database;

    @Test
    @DisplayName("S8 P06 what is taken away while a refresh is under way is in no token that is worth anything")
    void leavesNothing() throws Exception {
        TestServer server = TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder()));
        try {
            Oauth oauth = new Oauth(server);
            UserAgent alice = oauth.signedIn("alice");
            for (int round = 0; round < ROUNDS; round++) {
                race(oauth, alice);
            }
        } finally {
            server.close();
        }
    }

    private static void race(Oauth oauth, UserAgent alice) throws Exception {
        String code = oauth.consented(alice, List.of("tools:read", "tools:write"), BOTH, "prompt=consent")
                .get("code");
        Map<String, Object> tokens = Oauth.json(oauth.token(code));
        assertThat(tokens).containsEntry("scope", "tools:read tools:write");
        HttpResponse<String> list = alice.get(oauth.server().url("/account"));
        HttpResponse<String> page = alice.get(URI.create(
                Jsoup.parse(list.body(), oauth.server().url("/account").toString())
                        .select("a[href*=/change]")
                        .first()
                        .absUrl("href")));

        CyclicBarrier start = new CyclicBarrier(2);
        HttpResponse<String> refreshed;
        HttpResponse<String> narrowed;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> refreshing = threads.submit(() -> {
                start.await();
                return oauth.refresh((String) tokens.get("refresh_token"));
            });
            Future<HttpResponse<String>> narrowing = threads.submit(() -> {
                start.await();
                return alice.submit(page, Map.of("scope", List.of("tools:read"), "until", List.of("")));
            });
            refreshed = refreshing.get();
            narrowed = narrowing.get();
        }
        assertThat(narrowed.statusCode()).as(narrowed.body()).isEqualTo(303);
        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        assertThat(issuedTooLate(oauth))
                .as("tokens with the scope, issued after it was taken away")
                .isZero();
        Map<String, Object> got = Oauth.json(refreshed);
        assertThat(oauth.active(got.get("access_token"))).isEqualTo("tools:read".equals(got.get("scope")));
        Map<String, Object> next = Oauth.json(oauth.refresh((String) got.get("refresh_token")));
        assertThat(next).containsEntry("scope", "tools:read");
        assertThat(oauth.active(next.get("access_token"))).isTrue();
    }

    /** The record is in the order in which the two held the grant: each writes its entry while it does. */
    private static int issuedTooLate(Oauth oauth) {
        return oauth.server().jdbc().sql("""
                        select count(*) from audit_entry where type = 'token.issued' and event_json like '%tools:write%'
                            and seq > (select max(seq) from audit_entry where type = 'consent.narrowed')""").query(Integer.class).single();
    }
}
