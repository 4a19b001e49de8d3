package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node goes by its copy of a code only as far as the rows agree, which another node may have changed meanwhile. */
class CodeCopiesTests {

    private static final String OF_CODE = " where id = (select family_id from token where hash = ?)";

    private final TestServer server = TestServer.on(Database.POSTGRESQL);

    private final Oauth oauth = new Oauth(server);

    private final JdbcClient jdbc = server.jdbc();

    private int change(String sql, Object... parameters) {
        return jdbc.sql(sql).params(List.of(parameters)).update();
    }

    private boolean copied(String code) {
        return server.bean(CodeCopies.class).take(Secrets.sha256(code)).isPresent();
    }

    private boolean consumed(String code) {
        return jdbc.sql("select consumed_at is not null from token where hash = ?")
                .param(Secrets.sha256(code))
                .query(Boolean.class)
                .single();
    }

    private boolean revoked(String code) {
        return jdbc.sql("select revoked_at is not null from grant_family" + OF_CODE)
                .param(Secrets.sha256(code))
                .query(Boolean.class)
                .single();
    }

    private static Object error(HttpResponse<String> answer) {
        return Oauth.json(answer).getOrDefault("error", answer.statusCode());
    }

    @Test
    @DisplayName("a copy is given out once, and the code is exchanged with it and without")
    void isGivenOutOnce() {
        String code = oauth.code();
        assertThat(copied(code)).isTrue();
        assertThat(copied(code)).isFalse();
        assertThat(oauth.token(code).statusCode()).isEqualTo(200);

        String other = oauth.code();
        assertThat(oauth.token(other).statusCode()).isEqualTo(200);
        assertThat(copied(other)).isFalse();
        assertThat(consumed(other)).isTrue();
    }

    @Test
    @DisplayName("P01 a code that another node exchanged meanwhile is a replay, which ends its grant")
    void isReplayedThoughCopied() {
        String code = oauth.code();
        assertThat(change("update token set consumed_at = issued_at where hash = ?", Secrets.sha256(code)))
                .isEqualTo(1);
        assertThat(error(oauth.token(code))).isEqualTo("invalid_grant");
        assertThat(revoked(code)).isTrue();
    }

    @Test
    @DisplayName("P02 a grant that another node revoked meanwhile gives nothing for its code, which is not used up")
    void isOfNoUseOnceItsGrantIsRevoked() {
        String code = oauth.code();
        change(
                "update grant_family set revoked_at = created_at, revoked_reason = 'test'" + OF_CODE,
                Secrets.sha256(code));
        assertThat(error(oauth.token(code))).isEqualTo("invalid_grant");
        assertThat(consumed(code)).isFalse();
    }

    @Test
    @DisplayName(
            "P02 a client that another node disabled a moment ago gets nothing, and its code works once it is enabled")
    void isOfNoUseToADisabledClient() {
        String code = oauth.code();
        change("update client set status = 'DISABLED' where client_id = 'PUB'");
        try {
            assertThat(error(oauth.token(code))).isEqualTo("invalid_grant");
            assertThat(consumed(code)).isFalse();
        } finally {
            change("update client set status = 'ACTIVE' where client_id = 'PUB'");
        }
        assertThat(oauth.token(code).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("P09 what another node narrowed or shortened meanwhile is what the code gives")
    void givesWhatIsLeft() {
        String narrowed = oauth.consented(
                        oauth.signedIn("alice"), List.of("tools:read", "tools:write"), "scope=tools:read tools:write")
                .get("code");
        change("update grant_family set scope = 'tools:read'" + OF_CODE, Secrets.sha256(narrowed));
        HttpResponse<String> answer = oauth.token(narrowed);
        assertThat(Oauth.json(answer)).as(answer.body()).containsEntry("scope", "tools:read");

        String shortened = oauth.code();
        change(
                "update grant_family set absolute_expires_at = created_at + interval '90' second" + OF_CODE,
                Secrets.sha256(shortened));
        answer = oauth.token(shortened);
        assertThat((Integer) Oauth.json(answer).get("expires_in"))
                .as(answer.body())
                .isBetween(1, 90);
    }
}
