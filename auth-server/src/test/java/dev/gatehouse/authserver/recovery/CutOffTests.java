package dev.gatehouse.authserver.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that is restored from a copy does not know what was revoked since: {@code end-grants} ends all of it. */
@ParameterizedClass
@EnumSource(Database.class)
class CutOffTests {

    @Parameter
    Database database;

    record Printed(int status, String out, String err) {}

    static Printed command(List<String> database, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(database);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CutOffProgram.run(
                arguments.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
        return new Printed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static String refreshToken(Map<String, Object> tokens) {
        return (String) tokens.get("refresh_token");
    }

    private static void assertRefused(Oauth oauth, Map<String, Object> tokens) {
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        HttpResponse<String> refresh = oauth.refresh(refreshToken(tokens));
        assertThat(refresh.statusCode()).as(refresh.body()).isEqualTo(400);
        assertThat(Oauth.json(refresh)).containsEntry("error", "invalid_grant");
    }

    private static boolean asksToSignIn(Oauth oauth, UserAgent browser) {
        return UserAgent.location(oauth.authorize(browser)).contains("/sign-in");
    }

    @Test
    @DisplayName("L12 what a restore lets live again ends by the published rule: all that is older than the cut-off")
    void endsWhatARestoreLetsLiveAgain() {
        RestoredDatabase.Started before = RestoredDatabase.fresh(database).start();
        UserAgent browser = before.oauth().signedIn("alice");
        String code = before.oauth().consented(browser, List.of("tools:read")).get("code");
        Map<String, Object> revoked = Oauth.json(before.oauth().token(code));
        Map<String, Object> rotated = before.oauth().tokens();
        RestoredDatabase copy = before.copy();

        Oauth since = before.database().start().oauth();
        since.revoke(refreshToken(revoked));
        Map<String, Object> successor = Oauth.json(since.refresh(refreshToken(rotated)));
        Map<String, Object> issuedSince = since.tokens();
        assertRefused(since, revoked);
        since.server().close();

        // This is what the command is for.
        Oauth restored = copy.start().oauth();
        assertThat(restored.active(revoked.get("access_token"))).isTrue();
        assertThat(asksToSignIn(restored, browser)).isFalse();
        assertThat(restored.active(issuedSince.get("access_token"))).isFalse();
        restored.server().close();
        endGrants(copy);

        RestoredDatabase.Started after = copy.start();
        assertThat(asksToSignIn(after.oauth(), browser)).isTrue();
        List.of(revoked, rotated, successor, issuedSince).forEach(tokens -> assertRefused(after.oauth(), tokens));
        assertThat(after.oauth().follow(after.oauth().signedIn("alice")).statusCode())
                .as("the consent page instead of a remembered consent")
                .isEqualTo(200);
        assertAudited(after.oauth());
        Map<String, Object> anew = after.oauth().tokens();
        assertThat(after.oauth().active(anew.get("access_token"))).isTrue();
        assertThat(after.oauth().refresh(refreshToken(anew)).statusCode()).isEqualTo(200);
        after.oauth().server().close();
    }

    private static void endGrants(RestoredDatabase database) {
        String before = "--before=" + Instant.now();
        String ended = "sign-ins: 2 %1$s\nwaiting requests: 0 %1$s\npushed requests: 0 %1$s\n"
                + "remembered consents: 1 %1$s\ngrants with all their tokens: 3 %1$s\n";

        Printed counted = command(database.arguments(), before, "--dry-run");
        assertThat(counted.status()).as(counted.err()).isZero();
        assertThat(counted.out()).startsWith(ended.formatted("would end")).endsWith("nothing was changed\n");

        Printed done = command(database.arguments(), before);
        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.out())
                .startsWith(ended.formatted("ended"))
                .contains("ES256:", "RS256:", "signs from now on; dropped", "People sign in and connect");
    }

    private static void assertAudited(Oauth oauth) {
        List<String> facts = oauth.server()
                .jdbc()
                .sql("select event_json from audit_entry where type = 'recovery.cut_off' order by seq")
                .query(String.class)
                .list();
        assertThat(facts).hasSize(1);
        assertThat(Oauth.json(facts.getFirst()))
                .containsEntry("grant_family", "3")
                .containsEntry("consent", "1")
                .containsEntry("sign_in_session", "2")
                .containsKey("issued_before");
    }

    @Test
    @DisplayName(
            "L12 the cut-off leaves what is newer, but for its access tokens; wrong usage and the future change nothing")
    void leavesWhatIsNewer() {
        RestoredDatabase.Started server = RestoredDatabase.fresh(database).start();
        Map<String, Object> newer = server.oauth().tokens();
        server.oauth().server().close();
        String past = "--before=" + Instant.now().minusSeconds(3_600);
        String future = "--before=" + Instant.now().plusSeconds(600);

        for (String words : List.of(
                "",
                "--before",
                "--before=yesterday",
                "--before=2026-11-28T12:00:00",
                "--dry-run",
                "now",
                future,
                past + " --dryrun",
                past + " --dry-run=false",
                past + " " + past)) {
            Printed printed =
                    command(server.database().arguments(), words.isEmpty() ? new String[0] : words.split(" "));
            assertThat(printed.status()).as(words).isEqualTo(2);
            assertThat(printed.err()).isNotBlank();
            assertThat(printed.out()).isEmpty();
        }
        assertThat(command(server.database().arguments(), past).out())
                .contains("grants with all their tokens: 0 ended");

        Oauth oauth = server.database().start().oauth();
        assertThat(oauth.active(newer.get("access_token"))).isFalse();
        Map<String, Object> refreshed = Oauth.json(oauth.refresh(refreshToken(newer)));
        assertThat(oauth.active(refreshed.get("access_token"))).isTrue();
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select count(*) from audit_entry where type = 'recovery.cut_off'")
                        .query(Integer.class)
                        .single())
                .isOne();
        oauth.server().close();
    }
}
