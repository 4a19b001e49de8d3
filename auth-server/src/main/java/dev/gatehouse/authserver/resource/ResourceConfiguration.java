package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.outbound.DocumentFetcher;
import dev.gatehouse.authserver.outbound.JsonCalls;
import dev.gatehouse.authserver.web.Issuer;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResourceProperties.class)
class ResourceConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ResourceConfiguration.class);

    @Bean
    ResourceTable resourceTable(JdbcClient jdbc, AuditLog audit) {
        return new ResourceTable(jdbc, audit);
    }

    @Bean
    JdbcResourceDirectory resourceDirectory(
            ResourceTable table,
            PlatformTransactionManager transactions,
            InstantSource clock,
            ResourceProperties properties,
            Invalidations invalidations,
            ObjectProvider<Issuer> issuer) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> seed(table, properties, clock));
        JdbcResourceDirectory directory =
                // The jar's commands have no issuer, and ask for no token.
                new JdbcResourceDirectory(
                        table,
                        stableView(transactions),
                        properties.defaultResource(),
                        issuer.stream()
                                .map(AdministrationInterface::of)
                                .findFirst()
                                .orElse(null));
        invalidations.on(ResourceServers.TOPIC, key -> directory.refresh());
        return directory;
    }

    /** Lazy, since the jar's commands edit no resource and have nothing to fetch with. */
    @Bean
    @Lazy
    ResourceServers resourceServers(
            ResourceDirectory directory,
            ResourceTable table,
            JdbcClient jdbc,
            JsonMapper json,
            DocumentFetcher fetcher,
            JsonCalls calls,
            PlatformTransactionManager transactions,
            Locks locks,
            Invalidations invalidations,
            InstantSource clock) {
        return new ResourceServers(
                directory,
                table,
                new ResourceLooks(jdbc, json, new TransactionTemplate(transactions)),
                new ResourceMetadataReader(fetcher, json),
                new ToolListReader(calls, json),
                locks,
                invalidations,
                clock);
    }

    static void seed(ResourceTable table, ResourceProperties properties, InstantSource clock) {
        if (table.isEmpty()) {
            properties.servers().forEach(server -> table.add(server, "system", clock.instant()));
        } else if (!properties.servers().isEmpty()) {
            log.info("The database has its resources already: those under gatehouse.resource.servers are not read");
        }
    }

    /** Several queries that see the same moment. */
    static TransactionTemplate stableView(PlatformTransactionManager transactions) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        // Also right after the commit of a change, whose transaction is not wholly gone then.
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        template.setReadOnly(true);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return template;
    }
}
