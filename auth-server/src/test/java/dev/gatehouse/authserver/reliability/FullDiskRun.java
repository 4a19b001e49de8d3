package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.FileSystemUtils;

/**
 * A database whose volume is full to the last byte, PostgreSQL until it stops, and again with room. Not part of the suite, since a
 * small volume must be mounted for it: {@code docs/reliability.md} says how it is run, and what came of it.
 */
@ParameterizedClass
@EnumSource(Database.class)
class FullDiskRun {

    private static final Path VOLUME = Path.of(System.getProperty("gatehouse.small-volume", "/nowhere"));

    private static final Duration LONGEST = Duration.ofMinutes(2);

    @Parameter
    Database database;

    private final Path ballast = VOLUME.resolve("ballast");

    private Path data;

    private final List<String> acknowledged = new ArrayList<>();

    private @Nullable OwnPostgres postgres;

    private Oauth oauth;

    private UserAgent alice;

    /** The last of a family, as its agent knows it. */
    private String refreshToken;

    private int refused;

    @BeforeEach
    void start() throws IOException {
        data = Files.createDirectory(VOLUME.resolve(database.name()));
        oauth = new Oauth(TestServer.start(database == Database.POSTGRESQL ? onPostgres() : onH2()));
        alice = oauth.signedIn("alice");
        oauth.consented(alice, List.of("tools:read"));
        refreshToken = tokens().get("refresh_token").toString();
    }

    private List<String> onPostgres() {
        postgres = OwnPostgres.start(data);
        return OwnPostgres.arguments(postgres.url(postgres.port()));
    }

    private List<String> onH2() {
        return TestServer.arguments(Database.H2, data);
    }

    @AfterEach
    void stop() {
        oauth.server().close();
        if (postgres != null) {
            postgres.close();
        }
        FileSystemUtils.deleteRecursively(data.toFile());
    }

    private Map<String, Object> tokens() {
        String code = Oauth.query(UserAgent.location(oauth.authorize(alice))).get("code");
        return Oauth.json(oauth.token(code));
    }

    @Test
    @DisplayName("L05 P03 P17 a database without room refuses by 503, loses nothing, and goes on once it has room")
    void losesNothing() throws Exception {
        Map<String, Object> revoked = tokens();
        assertThat(oauth.revoke(revoked.get("refresh_token").toString()).statusCode())
                .isEqualTo(200);

        for (int i = 0; i < 10; i++) {
            work();
        }
        fill();
        int untilRefused = workUntilRefused();
        System.out.printf("%d operations until the first refusal%n", untilRefused);
        for (int i = 0; i < 200; i++) {
            work();
        }
        System.out.printf("full: %d acknowledged in all, %d refused%n", acknowledged.size(), refused);
        assertThat(acknowledged).allMatch(this::activeMeanwhile);
        boolean stopped = postgres != null && fillItsLog(postgres);
        System.out.printf("the database %s%n", stopped ? "stopped" : "still runs");
        for (int i = 0; i < 20; i++) {
            work();
        }

        Files.delete(ballast);
        if (postgres != null && stopped) {
            postgres.stopFast();
            postgres.up();
        }
        Instant began = Instant.now();
        while (oauth.clientCredentials().statusCode() != 200) {
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
        System.out.printf("worked again after %s%n", Duration.between(began, Instant.now()));

        assertThat(acknowledged).allMatch(oauth::active);
        assertThat(oauth.active(revoked.get("access_token"))).isFalse();
        assertThat(oauth.refresh(refreshToken).statusCode()).isEqualTo(200);
        System.out.printf(
                "%d acknowledged tokens are active, %d requests were refused%n", acknowledged.size(), refused);
    }

    /** H2 opens its file again after what could not be written; each connection there was costs a request. */
    private boolean activeMeanwhile(String token) {
        HttpResponse<String> answer = oauth.introspect(token, "RS1");
        for (int i = 0; i < 30 && answer.statusCode() == 503; i++) {
            answer = oauth.introspect(token, "RS1");
        }
        return Boolean.TRUE.equals(Oauth.json(answer).get("active"));
    }

    /** Leaves not a byte. */
    private void fill() throws IOException {
        byte[] block = new byte[1024 * 1024];
        int size = block.length;
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (size > 0) {
                try {
                    out.write(block, 0, size);
                } catch (IOException full) {
                    size /= 2;
                }
            }
        }
        assertThat(VOLUME.toFile().getUsableSpace()).isZero();
    }

    private int workUntilRefused() {
        Instant began = Instant.now();
        int before = refused;
        int operations = 0;
        while (refused == before) {
            work();
            operations++;
            assertThat(Duration.between(began, Instant.now())).isLessThan(LONGEST);
        }
        return operations;
    }

    /** What is answered with 200 counts, all else must be 503; and what needs no database goes on. */
    private void work() {
        HttpResponse<String> machine = oauth.clientCredentials();
        if (acknowledged(machine)) {
            acknowledged.add(Oauth.json(machine).get("access_token").toString());
        }
        HttpResponse<String> refresh = oauth.refresh(refreshToken);
        if (acknowledged(refresh)) {
            acknowledged.add(Oauth.json(refresh).get("access_token").toString());
            refreshToken = Oauth.json(refresh).get("refresh_token").toString();
        }
        assertThat(new UserAgent().get(oauth.server().url("/jwks")).statusCode())
                .isEqualTo(200);
    }

    private boolean acknowledged(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        if (answer.statusCode() == 200) {
            return true;
        }
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        refused++;
        return false;
    }

    /** PostgreSQL ends itself where it cannot write its log; whether it did. */
    private static boolean fillItsLog(OwnPostgres postgres) {
        for (int i = 0; i < 20; i++) {
            try {
                postgres.execute(
                        "select pg_logical_emit_message(true, 'filler', repeat('x', 4000000))",
                        "select pg_switch_wal()");
            } catch (IllegalStateException e) {
                return true;
            }
        }
        return false;
    }
}
