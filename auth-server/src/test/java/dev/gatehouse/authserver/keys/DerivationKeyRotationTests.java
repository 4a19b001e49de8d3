package dev.gatehouse.authserver.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DerivationKeyRotationTests {

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName(
            "ruling 6 a replay leads to the same successor although the key that derived it was replaced meanwhile")
    void keepsTheKeyForReplays(Database database) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.token.refresh-replay-window=60s");
        arguments.add("--gatehouse.keys.rotate-every=2h");
        TestServer server = TestServer.start(arguments);
        try {
            Oauth oauth = new Oauth(server);
            String first = (String) oauth.tokens().get("refresh_token");
            Map<String, Object> rotated = Oauth.json(oauth.refresh(first));
            String old = current(server);

            server.clock().advance(Duration.ofMinutes(121));
            server.bean(DerivationKeys.class).refresh();

            assertThat(ids(server)).hasSize(2).contains(old);
            HttpResponse<String> again = oauth.refresh(first);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            assertThat(Oauth.json(again).get("refresh_token")).isEqualTo(rotated.get("refresh_token"));
            oauth.refresh((String) rotated.get("refresh_token"));
            assertThat(current(server)).isNotEqualTo(old);
            assertThat(server.jdbc()
                            .sql("select distinct derivation_key from token where derivation_key is not null")
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrder(old, current(server));

            server.clock().advance(Duration.ofMinutes(59));
            server.bean(DerivationKeys.class).refresh();
            assertThat(ids(server)).contains(old);
            server.clock().advance(Duration.ofMinutes(1));
            server.bean(DerivationKeys.class).refresh();
            assertThat(ids(server)).containsExactly(current(server));
            assertThat(server.jdbc()
                            .sql("select type from audit_entry where type like 'derivation_key.%' order by seq")
                            .query(String.class)
                            .list())
                    .containsExactly("derivation_key.created", "derivation_key.created", "derivation_key.removed");
        } finally {
            server.close();
        }
    }

    private static String current(TestServer server) {
        return server.bean(DerivationKeys.class).current().id();
    }

    private static List<String> ids(TestServer server) {
        return server.jdbc()
                .sql("select id from derivation_key order by created_at")
                .query(String.class)
                .list();
    }
}
