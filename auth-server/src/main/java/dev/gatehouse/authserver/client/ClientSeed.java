package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Stores the configured clients at the first start, before the first request is answered. */
@Component
class ClientSeed implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(ClientSeed.class);

    private final ClientProperties properties;

    private final JdbcClientDirectory directory;

    private final ResourceDirectory resources;

    private final RedirectUriRule redirectUris;

    private final AuditLog audit;

    private final JsonMapper json;

    private final InstantSource clock;

    private final TransactionTemplate transaction;

    ClientSeed(
            ClientProperties properties,
            JdbcClientDirectory directory,
            ResourceDirectory resources,
            RedirectUriRule redirectUris,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock,
            PlatformTransactionManager transactions) {
        this.properties = properties;
        this.directory = directory;
        this.resources = resources;
        this.redirectUris = redirectUris;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void afterPropertiesSet() {
        if (!properties.clients().isEmpty()) {
            transaction.executeWithoutResult(status -> seed());
        }
    }

    private void seed() {
        if (directory.countAdministrators() > 0) {
            log.info("The database has its clients already: those under gatehouse.client.clients are not read");
            return;
        }
        for (int i = 0; i < properties.clients().size(); i++) {
            add("gatehouse.client.clients[" + i + "]", properties.clients().get(i));
        }
    }

    private void add(String key, ClientProperties.Entry entry) {
        for (String uri : entry.redirectUris()) {
            redirectUris.fault(uri).ifPresent(fault -> {
                throw new IllegalStateException(key + ".redirect-uris has '" + uri + "', which " + fault);
            });
        }
        Client client = new Client(
                Secrets.uuid7(clock.instant()),
                entry.clientId(),
                entry.name(),
                ClientSource.ADMIN,
                ClientStatus.ACTIVE,
                entry.effectiveAuthMethod(),
                entry.effectiveGrantTypes(),
                entry.redirectUris(),
                entry.scopes(),
                entry.resources().stream()
                        .map(uri -> resource(key + ".resources", uri))
                        .collect(Collectors.toSet()),
                optionalResource(key + ".default-resource", entry.defaultResource()),
                optionalResource(key + ".introspects", entry.introspects()),
                entry.homepage(),
                clock.instant(),
                entry.keys(),
                entry.dpopBound());
        // Another node that starts at the same time may have been quicker.
        if (directory.addIfAbsent(client, json.writeValueAsString(metadata(client)))) {
            if (entry.secret() != null) {
                directory.addSecret(client, ClientRules.secretHash(key, entry.secret()));
            }
            audit.append(AuditEvent.done("client.added")
                    .by("system")
                    .client(client.clientId())
                    .with("name", client.clientName())
                    .with("from", "configuration"));
        }
    }

    private static Map<String, Object> metadata(Client client) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("client_name", client.clientName());
        metadata.put("redirect_uris", List.copyOf(client.redirectUris()));
        metadata.put("token_endpoint_auth_method", client.authMethod());
        metadata.put("grant_types", client.grantTypes().stream().sorted().toList());
        Set<String> scopes = client.scopes();
        if (scopes != null) {
            metadata.put("scope", String.join(" ", scopes.stream().sorted().toList()));
        }
        if (client.homepage() != null) {
            metadata.put("client_uri", client.homepage());
        }
        return metadata;
    }

    private @Nullable String optionalResource(String key, @Nullable String uri) {
        return uri == null ? null : resource(key, uri);
    }

    private String resource(String key, String uri) {
        return resources
                .find(uri)
                .map(ResourceServer::uri)
                .orElseThrow(() -> new IllegalStateException(
                        key + " names '" + uri + "', which is no registered resource (gatehouse.resource.servers)"));
    }
}
