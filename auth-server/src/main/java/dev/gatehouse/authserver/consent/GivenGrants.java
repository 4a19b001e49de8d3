package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.token.TokenRevocations;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What people gave, as administrators end it: consents and the grants under them, at once and for good. */
@Component
public class GivenGrants {

    private final JdbcClient jdbc;

    private final TokenRevocations revocations;

    private final InstantSource clock;

    GivenGrants(JdbcClient jdbc, TokenRevocations revocations, InstantSource clock) {
        this.jdbc = jdbc;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** How many consents and grants ended. */
    public record Ended(int consents, int grants) {}

    /** Ends all that the person gave, in the transaction under way. The caller records it. */
    @Transactional
    public Ended endAllOf(UUID person, String reason) {
        int consents = jdbc.sql("update consent set withdrawn_at = ? where user_id = ? and withdrawn_at is null")
                .params(now(), person)
                .update();
        return new Ended(consents, revocations.revokePerson(person, reason));
    }

    /** How many consents of the person are remembered. */
    public int consentsOf(UUID person) {
        return jdbc.sql("select count(*) from consent where user_id = ? and withdrawn_at is null and expires_at > ?")
                .params(person, now())
                .query(Integer.class)
                .single();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
