package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import java.util.List;
import java.util.Set;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** Lets a client change or remove its own registration (RFC 7592 section 2). */
final class ClientManagement {

    /** RFC 7592 section 2.2: what we chose is not the client's to send back. */
    private static final List<String> OURS = List.of(
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at");

    private final ClientDirectory clients;

    private final ClientMetadataRules rules;

    private final RegistrationTokens tokens;

    private final AuditLog audit;

    private final JsonMapper json;

    private final TransactionOperations transaction;

    ClientManagement(
            ClientDirectory clients,
            ClientMetadataRules rules,
            RegistrationTokens tokens,
            AuditLog audit,
            JsonMapper json,
            TransactionOperations transaction) {
        this.clients = clients;
        this.rules = rules;
        this.tokens = tokens;
        this.audit = audit;
        this.json = json;
        this.transaction = transaction;
    }

    /**
     * Replaces what the client registered. What is left out is gone; how it authenticates stays, since its secret does.
     *
     * @throws RegistrationRefusal if it could not be registered like this; nothing changed then
     */
    ClientMetadata update(Client client, MetadataMembers members) {
        checkIdentity(client, members);
        ClientMetadata metadata = rules.apply(members, client.resources());
        new RegistrationPermit("", client.resources(), tokens.redirectHosts(client))
                .requireHosts(metadata.redirectUris());
        if (!metadata.authMethod().equals(client.authMethod())) {
            throw RegistrationRefusal.metadata("token_endpoint_auth_method cannot be changed, register anew");
        }
        Client changed = new Client(
                client.id(),
                client.clientId(),
                metadata.clientName(),
                client.source(),
                client.status(),
                metadata.authMethod(),
                Set.copyOf(metadata.grantTypes()),
                metadata.redirectUris(),
                client.scopes(),
                client.resources(),
                client.defaultResource(),
                client.introspects(),
                metadata.descriptions().get("client_uri"),
                client.createdAt(),
                metadata.keys(),
                metadata.dpopBound());
        transaction.executeWithoutResult(status -> {
            clients.update(changed, json.writeValueAsString(metadata.asMap()));
            audit.append(AuditEvent.done("client.updated")
                    .by("client:" + client.clientId())
                    .client(client.clientId())
                    .with("name", changed.clientName())
                    .with("redirect_uris", String.join(" ", changed.redirectUris())));
        });
        return metadata;
    }

    private void checkIdentity(Client client, MetadataMembers members) {
        if (!client.clientId().equals(members.text("client_id"))) {
            throw RegistrationRefusal.metadata("client_id must be the one of the registration");
        }
        if (OURS.stream().anyMatch(name -> members.present(name) != null)) {
            throw RegistrationRefusal.metadata("A member that the server chooses must not be sent");
        }
        String secret = members.text("client_secret");
        if (secret != null && !clients.secretMatches(client, secret)) {
            throw RegistrationRefusal.metadata("client_secret is not the client's");
        }
    }

    /** Removes the client with all grants and tokens that it holds, at once and for good. */
    void remove(Client client) {
        transaction.executeWithoutResult(status -> {
            clients.remove(client);
            audit.append(AuditEvent.done("client.removed")
                    .by("client:" + client.clientId())
                    .client(client.clientId())
                    .with("name", client.clientName()));
        });
    }
}
