package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.dpop.DpopProofs;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization requests that a client sends ahead (RFC 9126): checked then, good for 90 seconds (ruling 23), for that
 * client, once.
 */
@Component
public class PushedRequests {

    /** How long a pushed request may be used; {@code expires_in} of the answer. */
    public static final Duration LIFETIME = Duration.ofSeconds(90);

    private static final int MOST = 30_000;

    private static final String URN = "urn:ietf:params:oauth:request_uri:";

    private final JdbcClient jdbc;

    private final BoundedRows rows;

    private final JsonMapper json;

    private final AuthorizationRequestReader reader;

    private final DpopProofs proofs;

    private final InstantSource clock;

    PushedRequests(
            JdbcClient jdbc,
            JsonMapper json,
            AuthorizationRequestReader reader,
            DpopProofs proofs,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.rows = new BoundedRows(jdbc, "pushed_request", MOST);
        this.json = json;
        this.reader = reader;
        this.proofs = proofs;
        this.clock = clock;
    }

    /**
     * Keeps the request and returns its {@code request_uri}.
     *
     * @param raw the form's parameters; those that authenticate the client are not kept
     * @throws ProtocolRefusal if the authorization endpoint would refuse it too (RFC 9126 section 2.3)
     */
    @Transactional
    public String push(AuthenticatedClient caller, Map<String, String[]> raw) {
        Client client = caller.client();
        Parameters parameters = Parameters.of(raw).with("client_id", client.clientId());
        if (parameters.has("request_uri")) {
            throw new ProtocolRefusal(
                    "invalid_request", "request_uri cannot be pushed", "A pushed request names another one");
        }
        Parameters bound = bound(parameters, caller);
        requireAcceptable(bound);
        String name = Secrets.random256();
        jdbc.sql("""
                insert into pushed_request (hash, client_id, request_json, created_at, expires_at)
                values (?, ?, ?, ?, ?)""")
                .params(
                        Secrets.sha256(name),
                        client.id(),
                        json.writeValueAsString(bound.values()),
                        now(),
                        now().plus(LIFETIME))
                .update();
        rows.added();
        return URN + name;
    }

    /** A proof at this endpoint binds the code to its key, as {@code dpop_jkt} does (RFC 9449 section 10.1). */
    private Parameters bound(Parameters parameters, AuthenticatedClient caller) {
        String proof = caller.dpopProof();
        if (proof == null) {
            return parameters;
        }
        String shown = proofs.verify(proof, "/par");
        boolean another =
                parameters.has("dpop_jkt") && !parameters.find("dpop_jkt").equals(Optional.of(shown));
        if (another) {
            throw new ProtocolRefusal(
                    "invalid_dpop_proof", "The DPoP proof is invalid", "dpop_jkt is not the key of the proof");
        }
        return parameters.with("dpop_jkt", shown);
    }

    /** Where a document has to be fetched again first, the authorization endpoint decides. */
    private void requireAcceptable(Parameters parameters) {
        try {
            if (reader.read(parameters, false) instanceof AuthorizationOutcome.Refused refused) {
                throw new ProtocolRefusal(refused.error(), refused.description(), refused.description());
            }
        } catch (PageRefusal refusal) {
            throw new ProtocolRefusal(
                    "invalid_request",
                    "The client or its redirect_uri is not acceptable",
                    refusal.page().headline());
        }
    }

    /**
     * The request that was pushed under this {@code request_uri}; empty where none of ours is named.
     *
     * @throws PageRefusal if it cannot be used: nobody is there to redirect to, since its redirect URI is not known
     */
    Optional<PushedRequest> find(Parameters parameters) {
        Optional<String> name = parameters
                .find("request_uri")
                .filter(uri -> uri.startsWith(URN))
                .map(uri -> uri.substring(URN.length()));
        return name.map(value -> jdbc.sql("""
                select p.request_json from pushed_request p join client c on c.id = p.client_id
                where p.hash = ? and c.client_id = ? and p.used_at is null and p.expires_at > ?""")
                .params(
                        Secrets.sha256(value),
                        // No client has a name with a zero, which PostgreSQL would not even compare.
                        parameters
                                .find("client_id")
                                .filter(id -> id.indexOf('\0') < 0)
                                .orElse(""),
                        now())
                .query((row, index) -> new PushedRequest(
                        Secrets.sha256(value),
                        new Parameters(
                                json.readValue(row.getString(1), new TypeReference<Map<String, List<String>>>() {}))))
                .optional()
                .orElseThrow(PushedRequests::unusable));
    }

    /**
     * Uses the request up; of any number at once, one passes (promise P01).
     *
     * @throws PageRefusal for the others
     */
    void use(PushedRequest request) {
        int used = jdbc.sql("""
                update pushed_request set used_at = ? where hash = ? and used_at is null and expires_at > ?""").params(now(), request.hash(), now()).update();
        if (used != 1) {
            throw unusable();
        }
    }

    private static PageRefusal unusable() {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "This request can no longer be answered")
                .because(
                        "The app sent it ahead, and it was used already, is older than 90 seconds, or is another app's.")
                .remedy("Press connect in the app again."));
    }

    @Scheduled(initialDelay = 3, fixedDelay = 5, timeUnit = TimeUnit.MINUTES)
    void deleteExpired() {
        jdbc.sql("delete from pushed_request where expires_at < ?").param(now()).update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
