package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.LastingIdentity;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether a client may be used, as rows and rules say at this moment; nothing is copied. Whoever grants something by a
 * verdict holds it in the same transaction, so that a block comes wholly before the grant, or ends it.
 */
@Component
public class Approvals {

    private final JdbcClient jdbc;

    private final Changes changes;

    private final ApprovalRows rows;

    private final ApprovalModes modes;

    private final ApprovalRules rules;

    private final ApprovalProperties properties;

    private final ClientDirectory clients;

    private final InstantSource clock;

    Approvals(
            JdbcClient jdbc,
            Changes changes,
            ApprovalRows rows,
            ApprovalModes modes,
            ApprovalRules rules,
            ApprovalProperties properties,
            ClientDirectory clients,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.rows = rows;
        this.modes = modes;
        this.rules = rules;
        this.properties = properties;
        this.clients = clients;
        this.clock = clock;
    }

    /** Decides; changes nothing. A client that an administrator set up costs no statement. */
    public ApprovalVerdict verdict(ApprovalQuestion question) {
        Instant now = clock.instant();
        if (!question.client().selfRegistered()) {
            return new ApprovalPolicy(ApprovalMode.OPEN, java.util.List.of(), Set.of())
                    .decide(question, Standing.NONE, null, now);
        }
        LastingIdentity identity = identity(question.client());
        Standing standing = rows.standing(identity, question.client().id());
        Standing.Once once = standing.state() == ApprovalState.BLOCKED
                ? null
                : rows.once(identity, question.person().id(), question.resource(), now)
                        .orElse(null);
        ApprovalVerdict verdict = new ApprovalPolicy(modes.current(), rules.all(), properties.knownDomains())
                .decide(question, standing, once, now);
        return verdict instanceof ApprovalVerdict.Allowed allowed
                ? allowed.on(new ApprovalVerdict.Ground(
                        identity,
                        standing.version(),
                        standing.linked(),
                        allowed.ground().once()))
                : verdict;
    }

    /**
     * Keeps what the verdict rests on as it is until the transaction ends; false if somebody decided otherwise meanwhile.
     */
    public boolean hold(ApprovalVerdict.Allowed allowed, Client client) {
        LastingIdentity identity = allowed.ground().identity();
        if (identity == null) {
            return true;
        }
        if (!allowed.ground().stored()) {
            link(identity, client.id());
        }
        return changes.shares(
                "select 1 from approval where identity_hash = ? and version = ?",
                identity.hash(),
                allowed.ground().version());
    }

    /** Uses up what was allowed once; false if it was used meanwhile. */
    public boolean use(ApprovalVerdict.Allowed allowed) {
        UUID once = allowed.ground().once();
        return once == null
                || changes.changesOne(
                        "update approval_request set state = 'USED' where id = ? and state = 'ONCE'", once);
    }

    /** Stores the client as it is known for approval, if it is not yet; in the transaction under way. */
    void link(LastingIdentity identity, UUID clientId) {
        Instant now = clock.instant();
        changes.apply(
                """
                insert into approval (id, identity_hash, kind, known_as, client_name, redirect_uris, state, created_at, version)
                values (?, ?, ?, ?, ?, ?, 'PENDING', ?, 0) on conflict do nothing""",
                Secrets.uuid7(now),
                identity.hash(),
                identity.kind().name(),
                identity.knownAs(),
                identity.clientName(),
                String.join(" ", identity.redirectUris()),
                utc(now));
        changes.apply("""
                insert into approval_client (approval_id, client_id)
                select id, cast(? as uuid) from approval where identity_hash = ? on conflict do nothing""", clientId, identity.hash());
    }

    UUID idOf(LastingIdentity identity) {
        return jdbc.sql("select id from approval where identity_hash = ?")
                .param(identity.hash())
                .query(UUID.class)
                .single();
    }

    LastingIdentity identity(Client client) {
        // Only what a client said when it registered has more than its row.
        String metadata = client.source() == ClientSource.DCR
                ? clients.findMetadata(client.id()).orElse(null)
                : null;
        return LastingIdentity.of(client, metadata);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
