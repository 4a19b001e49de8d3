package dev.gatehouse.authserver.approval;

import static dev.gatehouse.authserver.approval.Approving.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An administrator blocks while a person allows. */
@ParameterizedClass
@EnumSource(Database.class)
class BlockRaceTests {

    private static final int ROUNDS = 25;

    @Parameter
    Database database;

    @Test
    @DisplayName("P03 a block comes wholly before what a person allows at the same moment, or ends it: nothing is left")
    void leavesNothing() throws Exception {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.approval.mode=by-rule");
        Approving approving = new Approving(TestServer.start(arguments));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                race(approving);
            }
        } finally {
            approving.server.close();
        }
    }

    private static void race(Approving approving) throws Exception {
        Oauth oauth = approving.oauth;
        UserAgent alice = oauth.signedIn("alice");
        UserAgent approver = oauth.signedIn("approver");
        String name = Approving.name();
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        approving.decide(approver, name, "decision=approve", "reach=everyone");
        HttpResponse<String> consent = alice.follow(alice.get(approving.server.url(page)));
        assertThat(consent.uri().getPath()).isEqualTo("/consent");
        Element row = approving.row(approver, "approved", name);
        assertThat(row).isNotNull();

        CyclicBarrier start = new CyclicBarrier(2);
        HttpResponse<String> allowed;
        HttpResponse<String> blocked;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> allowing = threads.submit(() -> {
                start.await();
                return oauth.allow(alice, consent, "tools:read");
            });
            Future<HttpResponse<String>> blocking = threads.submit(() -> {
                start.await();
                return approving.post(approver, row, "decision=block");
            });
            allowed = allowing.get();
            blocked = blocking.get();
        }
        assertThat(blocked.statusCode()).as(blocked.body()).isEqualTo(303);
        assertThat(allowed.statusCode()).as(allowed.body()).isIn(303, 400, 403);
        if (allowed.statusCode() == 303) {
            String code = Oauth.query(UserAgent.location(allowed)).get("code");
            HttpResponse<String> token = oauth.token(code, "client_id=" + client, "redirect_uri=" + LOOPBACK);
            assertThat(Oauth.json(token)).containsEntry("error", "invalid_grant");
        }
        assertThat(live(approving, client, "grant_family g where g.revoked_at is null"))
                .isZero();
        assertThat(live(approving, client, "consent g where g.withdrawn_at is null"))
                .isZero();
    }

    private static int live(Approving approving, String client, String rows) {
        return approving
                .server
                .jdbc()
                .sql("select count(*) from " + rows + " and g.client_id = (select id from client where client_id = ?)")
                .param(client)
                .query(Integer.class)
                .single();
    }
}
