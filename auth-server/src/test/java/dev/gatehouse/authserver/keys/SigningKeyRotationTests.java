package dev.gatehouse.authserver.keys;

import static dev.gatehouse.authserver.keys.Nodes.audited;
import static dev.gatehouse.authserver.keys.Nodes.kid;
import static dev.gatehouse.authserver.keys.Nodes.published;
import static dev.gatehouse.authserver.keys.Nodes.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.authserver.testing.Oauth;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Signing keys change on two nodes at the same moment, and no verifier notices. */
class SigningKeyRotationTests {

    private static final String EVERY = "--gatehouse.keys.rotate-every=2h";

    private static final String AHEAD = "--gatehouse.keys.publish-ahead=15m";

    @Test
    @DisplayName("Y2 a key is published on both nodes before it signs on either, and until its last token has expired")
    void publishesBeforeAndAfter() {
        try (Nodes nodes = Nodes.start(EVERY, AHEAD)) {
            Set<String> before = published(nodes.first());
            String old = kid(token(nodes.first()));
            nodes.advance(Duration.ofMinutes(104));
            nodes.refresh();
            assertThat(published(nodes.first())).isEqualTo(before);

            nodes.advance(Duration.ofMinutes(1));
            nodes.refresh();
            Set<String> both = published(nodes.first());
            assertThat(both).hasSize(4).containsAll(before);
            assertThat(published(nodes.second())).isEqualTo(both);
            nodes.advance(Duration.ofMinutes(14));
            assertThat(nodes.all())
                    .allSatisfy(node -> assertThat(kid(token(node))).isEqualTo(old));
            String last = token(nodes.second());

            nodes.advance(Duration.ofMinutes(1));
            String current = kid(token(nodes.first()));
            assertThat(current).isNotIn(before).isIn(both);
            assertThat(kid(token(nodes.second()))).isEqualTo(current);

            nodes.advance(Duration.ofMinutes(8));
            nodes.refresh();
            assertThat(nodes.all())
                    .allSatisfy(node -> assertThat(node.active(last)).isTrue());
            nodes.advance(Duration.ofMinutes(61));
            nodes.refresh();
            assertThat(nodes.all())
                    .allSatisfy(node -> assertThat(published(node)).isEqualTo(both));
            nodes.advance(Duration.ofMinutes(1));
            nodes.refresh();
            assertThat(nodes.all())
                    .allSatisfy(node -> assertThat(published(node))
                            .hasSize(2)
                            .contains(current)
                            .doesNotContainAnyElementsOf(before));
            assertThat(audited(nodes.first()))
                    .containsExactlyInAnyOrder(
                            "signing_key.created",
                            "signing_key.created",
                            "signing_key.created",
                            "signing_key.created",
                            "signing_key.activated",
                            "signing_key.activated",
                            "signing_key.retired",
                            "signing_key.retired",
                            "signing_key.removed",
                            "signing_key.removed");
        }
    }

    @Test
    @DisplayName(
            "Y2 on command a key that was published for ten minutes signs at once, and a new one after ten minutes")
    void rotatesOnCommand() {
        try (Nodes nodes = Nodes.start()) {
            SigningKeyRotation rotation = nodes.first().server().bean(SigningKeyRotation.class);
            String old = kid(token(nodes.second()));

            assertThat(rotation.rotate()).allMatch(line -> line.contains("published now"));
            nodes.refresh();
            nodes.advance(Duration.ofMinutes(5));
            assertThat(rotation.rotate()).noneMatch(line -> line.contains("signs from now on"));
            assertThat(published(nodes.second())).hasSize(4);
            assertThat(kid(token(nodes.second()))).isEqualTo(old);
            nodes.advance(Duration.ofMinutes(5));
            String second = kid(token(nodes.second()));
            assertThat(second).isNotEqualTo(old);
            assertThat(kid(token(nodes.first()))).isEqualTo(second);
        }
    }

    @Test
    @DisplayName("Y2 on command a key that waits for its day signs at once on the node that was not told, too")
    void bringsForward() {
        try (Nodes nodes = Nodes.start("--gatehouse.keys.rotate-every=20d", "--gatehouse.keys.publish-ahead=5d")) {
            String old = kid(token(nodes.second()));
            nodes.advance(Duration.ofDays(15));
            nodes.refresh();
            nodes.advance(Duration.ofMinutes(11));
            assertThat(kid(token(nodes.second()))).isEqualTo(old);

            assertThat(nodes.first().server().bean(SigningKeyRotation.class).rotate())
                    .allMatch(line -> line.contains("signs from now on"));

            nodes.advance(Duration.ofSeconds(31));
            String now = kid(token(nodes.second()));
            assertThat(now).isNotEqualTo(old);
            assertThat(kid(token(nodes.first()))).isEqualTo(now);
            assertThat(audited(nodes.first())).contains("signing_key.brought_forward", "signing_key.retired");
        }
    }

    @Test
    @DisplayName("J05 in an emergency all other keys are dropped, and what they signed is inactive on every node")
    void dropsInAnEmergency() {
        try (Nodes nodes = Nodes.start()) {
            String stolen = token(nodes.second());
            nodes.first().server().bean(SigningKeyRotation.class).rotate();
            Set<String> before = published(nodes.first());

            nodes.first().server().bean(SigningKeyRotation.class).replace();

            nodes.advance(Duration.ofSeconds(31));
            assertThat(nodes.second().active(stolen)).isFalse();
            assertThat(nodes.first().active(stolen)).isFalse();
            String fresh = token(nodes.second());
            assertThat(nodes.first().active(fresh)).isTrue();
            nodes.refresh();
            assertThat(nodes.all())
                    .allSatisfy(node -> assertThat(published(node))
                            .hasSize(2)
                            .contains(kid(fresh))
                            .doesNotContainAnyElementsOf(before));
            assertThat(audited(nodes.first()))
                    .filteredOn("signing_key.dropped"::equals)
                    .hasSize(4);
        }
    }

    @Test
    @DisplayName("P17 without a database nothing is signed, while the keys are still published")
    void publishesWithoutADatabase() {
        try (Nodes nodes = Nodes.start()) {
            Set<String> before = published(nodes.first());
            nodes.first().server().bean(HikariDataSource.class).close();
            nodes.first().server().clock().advance(Duration.ofMinutes(20));
            nodes.first().server().bean(SigningKeys.class).refreshUnlessUnderWay();

            assertThat(published(nodes.first())).isEqualTo(before);
            HttpResponse<String> answer = nodes.first().clientCredentials();
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Oauth.json(answer)).doesNotContainKey("access_token");
            assertThat(nodes.second().clientCredentials().statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("Y2 a token that would outlive its key's publication is not signed")
    void signsNothingThatOutlivesItsKey() {
        try (Nodes nodes = Nodes.start()) {
            SigningKeys keys = nodes.first().server().bean(SigningKeys.class);
            Duration longest = SigningKeySchedule.LONGEST_TOKEN;
            assertThat(keys.sign("ES256", "at+jwt", KeyVerifier.claims(nodes.now(), longest)))
                    .isNotEmpty();
            assertThatThrownBy(
                            () -> keys.sign("ES256", "at+jwt", KeyVerifier.claims(nodes.now(), longest.plusSeconds(2))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
