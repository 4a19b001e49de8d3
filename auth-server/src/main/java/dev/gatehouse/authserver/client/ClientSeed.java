package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores the configured clients at the first start, before the first request is answered. */
@Component
class ClientSeed implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(ClientSeed.class);

    private final ClientProperties properties;

    private final JdbcClientDirectory directory;

    private final ConfiguredClients configured;

    private final AuditLog audit;

    private final TransactionTemplate transaction;

    ClientSeed(
            ClientProperties properties,
            JdbcClientDirectory directory,
            ConfiguredClients configured,
            AuditLog audit,
            PlatformTransactionManager transactions) {
        this.properties = properties;
        this.directory = directory;
        this.configured = configured;
        this.audit = audit;
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
        Client client = configured.client(key, entry, null);
        // Another node that starts at the same time may have been quicker.
        if (directory.addIfAbsent(client, configured.metadata(client))) {
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
}
