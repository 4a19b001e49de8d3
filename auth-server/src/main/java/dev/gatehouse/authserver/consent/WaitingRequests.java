package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.Reference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization requests between their arrival and the person's answer: ten minutes (ruling 23), one answer, and only in
 * the browser in which they arrived.
 */
@Component
class WaitingRequests {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final int MOST = 30_000;

    private final JdbcClient jdbc;

    private final BoundedRows rows;

    private final JsonMapper json;

    private final InstantSource clock;

    WaitingRequests(JdbcClient jdbc, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.rows = new BoundedRows(jdbc, "authorize_transaction", MOST);
        this.json = json;
        this.clock = clock;
    }

    /**
     * Keeps the request and returns the opaque name under which this browser finds it again.
     *
     * @param client null where it is not known before somebody signed in
     */
    String add(@Nullable Client client, Parameters parameters, String browserValue) {
        return add(client, parameters, browserValue, Reference.next(), clock.instant());
    }

    /** The same for a request that waited for something else before; signing in since it arrived is soon enough. */
    String add(
            @Nullable Client client, Parameters parameters, String browserValue, String reference, Instant arrivedAt) {
        String transaction = Secrets.random256();
        jdbc.sql("""
                insert into authorize_transaction
                       (hash, client_id, request_json, browser_hash, reference, created_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?)""")
                .param(Secrets.sha256(transaction))
                .param(client == null ? null : client.id())
                .param(json.writeValueAsString(parameters.values()))
                .param(Secrets.sha256(browserValue))
                .param(reference)
                .param(arrivedAt.atOffset(ZoneOffset.UTC))
                .param(now().plus(LIFETIME))
                .update();
        rows.added();
        return transaction;
    }

    /** The request, if it waits for this browser and still can be answered. */
    Optional<WaitingRequest> find(String transaction, String browserValue) {
        return jdbc.sql("""
                select request_json, reference, created_at, choice_json from authorize_transaction
                where hash = ? and browser_hash = ? and used_at is null and expires_at > ?""")
                .params(Secrets.sha256(transaction), Secrets.sha256(browserValue), now())
                .query((row, index) -> new WaitingRequest(
                        transaction,
                        new Parameters(json.readValue(
                                row.getString("request_json"), new TypeReference<Map<String, List<String>>>() {})),
                        row.getString("reference"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        choice(row.getString("choice_json"))))
                .optional();
    }

    private @Nullable ConsentChoice choice(@Nullable String stored) {
        return stored == null ? null : json.readValue(stored, ConsentChoice.class);
    }

    /** Keeps what a person chose while they sign in again; it is no answer. */
    void choose(String transaction, ConsentChoice choice) {
        jdbc.sql("update authorize_transaction set choice_json = ? where hash = ? and used_at is null")
                .params(json.writeValueAsString(choice), Secrets.sha256(transaction))
                .update();
    }

    /** Takes the request's one answer; of any number of answers at once, one gets true (S03, promise P01). */
    boolean answer(String transaction) {
        return jdbc.sql("""
                update authorize_transaction set used_at = ? where hash = ? and used_at is null and expires_at > ?""").params(now(), Secrets.sha256(transaction), now()).update() == 1;
    }

    /** Hands what waits in a browser over to the new cookie that sign-in gave it. */
    void rebind(String previousBrowserValue, String browserValue) {
        jdbc.sql("update authorize_transaction set browser_hash = ? where browser_hash = ? and used_at is null")
                .params(Secrets.sha256(browserValue), Secrets.sha256(previousBrowserValue))
                .update();
    }

    @Scheduled(initialDelay = 2, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
    void deleteExpired() {
        jdbc.sql("delete from authorize_transaction where expires_at < ?")
                .param(now())
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
