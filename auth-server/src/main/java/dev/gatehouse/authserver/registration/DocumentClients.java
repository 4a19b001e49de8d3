package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.client.UrlClientSource;
import dev.gatehouse.authserver.outbound.DocumentFetcher;
import dev.gatehouse.authserver.outbound.FetchOutcome;
import dev.gatehouse.authserver.secret.Secrets;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients by their metadata document: fetched only for a person who signed in, kept as long as its headers and our own
 * bounds allow, and once more where the fetch fails but the client is in use (requirements M1 to M4, M7, M10).
 */
final class DocumentClients implements UrlClientSource {

    private static final Logger log = LoggerFactory.getLogger(DocumentClients.class);

    private static final int LARGEST = 5 * 1024;

    private static final Duration FRESH_AT_LEAST = Duration.ofMinutes(5);

    private static final Duration FRESH_AT_MOST = Duration.ofHours(24);

    private final ClientDirectory clients;

    private final ClientDocuments documents;

    private final DocumentRules rules;

    private final TrustRules trust;

    private final Map<String, Path> pinned;

    private final DocumentFetcher fetcher;

    private final AuditLog audit;

    private final JsonMapper json;

    private final InstantSource clock;

    private final TransactionOperations transaction;

    private final RegistrationSteps steps;

    DocumentClients(
            ClientDirectory clients,
            ClientDocuments documents,
            DocumentRules rules,
            RegistrationProperties properties,
            DocumentFetcher fetcher,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock,
            TransactionOperations transaction,
            RegistrationSteps steps) {
        this.clients = clients;
        this.documents = documents;
        this.rules = rules;
        this.trust = new TrustRules(properties.domains());
        this.pinned = properties.pinnedDocuments();
        this.fetcher = fetcher;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
        this.transaction = transaction;
        this.steps = steps;
    }

    @Override
    public Resolution resolve(String clientId, boolean mayFetch) {
        if (!ClientIdUrl.wellFormed(clientId)) {
            return new Resolution.Refused("The client_id is not the address of a metadata document");
        }
        if (trust.of(ClientIdUrl.host(clientId)) == TrustRules.Trust.BLOCK) {
            return new Resolution.Refused("The domain of the client_id is blocked");
        }
        Optional<Client> known = clients.findByClientId(clientId);
        Instant now = clock.instant();
        if (known.isPresent() && fresh(known.get(), now)) {
            return new Resolution.Known(known.get());
        }
        return mayFetch ? renewed(clientId, known, now) : new Resolution.SignInFirst();
    }

    @Override
    public boolean vouchedFor(Client client) {
        return client.source() == ClientSource.CIMD
                && trust.of(ClientIdUrl.host(client.clientId())) == TrustRules.Trust.ALLOW;
    }

    private boolean fresh(Client client, Instant now) {
        return documents.freshUntil(client.id()).filter(now::isBefore).isPresent();
    }

    private Resolution renewed(String clientId, Optional<Client> known, Instant now) {
        return switch (document(clientId)) {
            case FetchOutcome.Fetched fetched -> read(clientId, known, fetched, now);
            case FetchOutcome.NotFetched failed -> stale(clientId, known, failed.reason(), now);
        };
    }

    /** An administrator's copy stands in where a vendor's host keeps fetchers out. */
    private FetchOutcome document(String clientId) {
        Path copy = pinned.get(clientId);
        if (copy == null) {
            return fetcher.fetch(URI.create(clientId), DocumentFetcher.JSON, LARGEST);
        }
        try {
            return new FetchOutcome.Fetched(Files.readAllBytes(copy), "application/json", FRESH_AT_LEAST);
        } catch (IOException e) {
            return new FetchOutcome.NotFetched("The pinned copy cannot be read");
        }
    }

    private Resolution read(String clientId, Optional<Client> known, FetchOutcome.Fetched fetched, Instant now) {
        ClientMetadata metadata;
        try {
            metadata = rules.read(clientId, fetched.body());
        } catch (RegistrationRefusal refusal) {
            return stale(clientId, known, refusal.description(), now);
        }
        Instant freshUntil = now.plus(bounded(fetched.freshFor()));
        Client client = transaction.execute(status -> store(clientId, known, metadata, fetched, now, freshUntil));
        steps.documentRead(java.util.Objects.requireNonNull(client));
        return new Resolution.Known(client);
    }

    private Client store(
            String clientId,
            Optional<Client> known,
            ClientMetadata metadata,
            FetchOutcome.Fetched fetched,
            Instant now,
            Instant freshUntil) {
        String stored = json.writeValueAsString(metadata.asMap());
        Client before = known.orElse(null);
        Client client = client(clientId, before, metadata, now);
        if (before == null && !clients.addIfAbsent(client, stored)) {
            // Another request met the client at the same moment, here or on another node.
            before = clients.findByClientId(clientId).orElseThrow();
            client = client(clientId, before, metadata, now);
        }
        if (before != null && !before.equals(client)) {
            clients.update(client, stored);
        }
        documents.store(
                client.id(), new String(fetched.body(), StandardCharsets.UTF_8).replace("\0", ""), now, freshUntil);
        if (before == null || !before.equals(client)) {
            audit.append(AuditEvent.done(before == null ? "client.document_read" : "client.document_changed")
                    .by("client:" + clientId)
                    .client(clientId)
                    .with("name", client.clientName())
                    .with("redirect_uris", String.join(" ", client.redirectUris())));
        }
        return client;
    }

    private static Client client(
            String clientId, @org.jspecify.annotations.Nullable Client before, ClientMetadata metadata, Instant now) {
        return new Client(
                before == null ? Secrets.uuid7(now) : before.id(),
                clientId,
                metadata.clientName(),
                ClientSource.CIMD,
                before == null ? ClientStatus.ACTIVE : before.status(),
                metadata.authMethod(),
                Set.copyOf(metadata.grantTypes()),
                metadata.redirectUris(),
                null,
                Set.of(),
                null,
                null,
                metadata.descriptions().get("client_uri"),
                before == null ? now : before.createdAt(),
                metadata.keys(),
                metadata.dpopBound());
    }

    private Resolution stale(String clientId, Optional<Client> known, String reason, Instant now) {
        if (known.isPresent() && documents.inUse(known.get().id(), now)) {
            log.info("The document of {} was not renewed, its last copy stands: {}", clientId, reason);
            return new Resolution.Known(known.get());
        }
        return new Resolution.Refused(reason);
    }

    private static Duration bounded(Duration freshFor) {
        if (freshFor.compareTo(FRESH_AT_LEAST) < 0) {
            return FRESH_AT_LEAST;
        }
        return freshFor.compareTo(FRESH_AT_MOST) > 0 ? FRESH_AT_MOST : freshFor;
    }
}
