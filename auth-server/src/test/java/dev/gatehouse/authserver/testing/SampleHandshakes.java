package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Attempts to connect as they come, for the pages that show them. */
public final class SampleHandshakes {

    /** The client of an attempt that was refused. */
    public static final String REFUSED = "dyn_4Wq0cZ6yQm1xN8";

    /** The client of one that went well. */
    public static final String CONNECTED = "https://claude.ai/oauth/claude-code-client-metadata";

    private static final String MCP_SERVER = "https://mcp.example.com/mcp";

    private final HandshakeRecorder recorder;

    private final JdbcClient jdbc;

    private final MutableClock clock;

    SampleHandshakes(HandshakeRecorder recorder, JdbcClient jdbc, MutableClock clock) {
        this.recorder = recorder;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public void clear() {
        jdbc.sql("delete from handshake").update();
        jdbc.sql("delete from handshake_overflow").update();
    }

    /** In the last quarter of an hour. */
    public void recordAll() {
        Instant now = clock.instant();
        clock.advance(Duration.ofMinutes(-15));
        scanner();
        connected();
        waiting();
        for (int n = 1; n <= 24; n++) {
            step(HandshakeEvent.refused(Step.AUTHORIZE, "invalid_request", "code_challenge is required")
                    .client("legacy-" + n, "An app with quite a long name, number " + n)
                    .from("198.51.100." + n));
        }
        refused();
        clock.advance(Duration.between(clock.instant(), now));
    }

    private void scanner() {
        step(HandshakeEvent.done(Step.DISCOVERY)
                .from("2001:db8:85a3:8d3:1319:8a2e:370:7348")
                .with(Fact.DOCUMENT, "oauth-authorization-server"));
    }

    private void connected() {
        String address = "192.0.2.14";
        step(of(HandshakeEvent.done(Step.AUTHORIZE), CONNECTED, "Claude Code", address)
                .with(Fact.KNOWN_BY, "its web address")
                .with(Fact.REDIRECT_HOSTS, "localhost:53124")
                .with(Fact.RESOURCE, MCP_SERVER)
                .with(Fact.SCOPE_ASKED, "crm.contacts.read crm.tags.write offline_access"));
        later(14);
        step(of(HandshakeEvent.done(Step.SIGN_IN), CONNECTED, "Claude Code", address));
        later(21);
        step(of(HandshakeEvent.done(Step.CONSENT), CONNECTED, "Claude Code", address)
                .reference("K7WD-93HB")
                .with(Fact.ANSWER, "allowed")
                .with(Fact.SCOPE_GRANTED, "crm.contacts.read"));
        later(1);
        token(CONNECTED, "Claude Code", address, Step.TOKEN);
        later(500);
        token(CONNECTED, "Claude Code", address, Step.REFRESH);
        token(CONNECTED, "Claude Code", address, Step.REFRESH);
    }

    private void token(String client, String name, String address, Step step) {
        step(of(HandshakeEvent.done(step), client, name, address)
                .with(Fact.AUTH_METHOD, "none")
                .with(Fact.SCOPE_GRANTED, "crm.contacts.read offline_access")
                .with(Fact.EXPIRES_IN, "300 seconds")
                .with(Fact.REFRESH_TOKEN, "yes"));
    }

    private void waiting() {
        step(of(HandshakeEvent.done(Step.AUTHORIZE), "acme-assistant", "Acme Assistant", "192.0.2.77")
                .with(Fact.RESOURCE, MCP_SERVER));
    }

    private void refused() {
        String address = "192.0.2.201";
        step(HandshakeEvent.done(Step.DISCOVERY).from(address).with(Fact.DOCUMENT, "oauth-authorization-server"));
        step(of(HandshakeEvent.done(Step.REGISTRATION), REFUSED, "Notes for Teams", address)
                .with(Fact.AUTH_METHOD, "client_secret_basic")
                .with(Fact.GRANT_TYPES, "authorization_code refresh_token")
                .with(Fact.REDIRECT_HOSTS, "notes.example.net"));
        later(3);
        step(of(HandshakeEvent.done(Step.AUTHORIZE), REFUSED, "Notes for Teams", "203.0.113.9")
                .with(Fact.KNOWN_BY, "its own registration")
                .with(Fact.REDIRECT_HOSTS, "notes.example.net")
                .with(Fact.RESOURCE, MCP_SERVER)
                .with(Fact.SCOPE_ASKED, "crm.contacts.read"));
        later(70);
        step(of(HandshakeEvent.done(Step.CONSENT), REFUSED, "Notes for Teams", "203.0.113.9")
                .reference("M4TZ-6QXC")
                .with(Fact.ANSWER, "allowed")
                .with(Fact.SCOPE_GRANTED, "crm.contacts.read"));
        step(of(
                        HandshakeEvent.refused(
                                Step.TOKEN,
                                "invalid_client",
                                "The client is registered for client_secret_basic but came without its secret"),
                        REFUSED,
                        "Notes for Teams",
                        address)
                .reference("7F3K-2QXA"));
    }

    private static HandshakeEvent of(HandshakeEvent event, String client, String name, String address) {
        return event.client(client, name).from(address);
    }

    private void step(HandshakeEvent event) {
        recorder.record(event);
    }

    private void later(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }
}
