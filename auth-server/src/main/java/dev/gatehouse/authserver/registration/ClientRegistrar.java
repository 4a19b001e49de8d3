package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientIdentifiers;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.Issuer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** Stores what registers itself, and clears away what was never used (R1). */
class ClientRegistrar {

    private static final int BATCH = 500;

    /** What whoever comes without a token may do. */
    private static final RegistrationPermit ANY = new RegistrationPermit("", Set.of(), Set.of());

    /** For so long somebody who is sent by a client that is gone is told its name. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final ClientDirectory clients;

    private final AuditLog audit;

    private final JsonMapper json;

    private final InstantSource clock;

    private final TransactionOperations transaction;

    private final Changes changes;

    private final RegistrationProperties properties;

    private final RegistrationTokens tokens;

    private final InitialAccessTokens initialAccessTokens;

    private final Issuer issuer;

    private final RegistrationRoom room;

    ClientRegistrar(
            ClientDirectory clients,
            RegistrationTokens tokens,
            InitialAccessTokens initialAccessTokens,
            Issuer issuer,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock,
            TransactionOperations transaction,
            Changes changes,
            RegistrationProperties properties) {
        this.clients = clients;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
        this.transaction = transaction;
        this.changes = changes;
        this.properties = properties;
        this.tokens = tokens;
        this.initialAccessTokens = initialAccessTokens;
        this.issuer = issuer;
        this.room = new RegistrationRoom(clients, this::audited, properties);
    }

    /**
     * Stores the client and its audit entry in one transaction.
     *
     * @param shown the initial access token that came along, of which one use is taken
     * @param address from where it came, for the record
     * @return the body of the answer; its secret is in it, and nowhere else
     * @throws RegistrationRefusal if there are too many clients that were never used
     */
    Map<String, Object> register(ClientMetadata metadata, PermitReader.@Nullable Shown shown, String address) {
        Instant now = clock.instant();
        RegistrationPermit permit = shown == null ? ANY : shown.permit();
        permit.requireHosts(metadata.redirectUris());
        Client client = client(metadata, permit, now);
        String secret = metadata.hasSecret() ? Secrets.random256() : null;
        String managementToken = changes.together(() -> {
            room.requireInAll(now);
            if (shown == null) {
                room.makeForUnused(now);
            } else if (!initialAccessTokens.use(shown.id())) {
                throw PermitReader.refused("The initial access token is used up");
            }
            clients.add(client, secret, json.writeValueAsString(metadata.asMap()));
            if (shown != null) {
                clients.permittedBy(client.id(), shown.id());
            }
            audit.append(AuditEvent.done("client.registered")
                    .by("client:" + client.clientId())
                    .client(client.clientId())
                    .with("name", client.clientName())
                    .with("redirect_hosts", hosts(client))
                    .with("auth_method", client.authMethod())
                    .with("grant_types", String.join(" ", metadata.grantTypes()))
                    .with("scope", metadata.scope())
                    .with("address", address)
                    .with("initial_access_token", shown == null ? null : permit.label())
                    .with("initial_access_token_id", shown == null ? null : shown.id()));
            return tokens.issue(client, permit.redirectHosts(), now);
        });
        return answer(client, secret, metadata, managementToken);
    }

    /** Deletes what was never used within its time, in batches, each with one audit entry in its transaction. */
    void deleteUnused() {
        Instant before = clock.instant().minus(properties.unusedLifetime());
        Integer deleted;
        do {
            deleted = transaction.execute(status -> deleteUnused(before));
        } while (deleted == BATCH);
        clients.forgetRemoved(clock.instant().minus(REMEMBERED));
    }

    private int deleteUnused(Instant registeredBefore) {
        return audited(clients.deleteUnused(registeredBefore, BATCH));
    }

    private int audited(int deleted) {
        if (deleted > 0) {
            audit.append(AuditEvent.done("client.unused_deleted").by("system").with("count", deleted));
        }
        return deleted;
    }

    private static Client client(ClientMetadata metadata, RegistrationPermit permit, Instant now) {
        return new Client(
                Secrets.uuid7(now),
                ClientIdentifiers.clientId(),
                metadata.clientName(),
                ClientSource.DCR,
                ClientStatus.ACTIVE,
                metadata.authMethod(),
                Set.copyOf(metadata.grantTypes()),
                metadata.redirectUris(),
                null,
                permit.resources(),
                null,
                null,
                metadata.descriptions().get("client_uri"),
                now,
                metadata.keys(),
                metadata.dpopBound());
    }

    private Map<String, Object> answer(
            Client client, @Nullable String secret, ClientMetadata metadata, String managementToken) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("client_id", client.clientId());
        answer.put("client_id_issued_at", client.createdAt().getEpochSecond());
        if (secret != null) {
            answer.put("client_secret", secret);
            answer.put("client_secret_expires_at", 0);
        }
        answer.putAll(metadata.asMap());
        answer.putAll(RegistrationRecords.management(issuer, client.clientId(), managementToken));
        return answer;
    }

    private static String hosts(Client client) {
        return client.redirectUris().stream()
                .map(RedirectUriPolicy::displayHost)
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
