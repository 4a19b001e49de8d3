package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.audit.AuditLog;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResourceProperties.class)
class ResourceConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ResourceConfiguration.class);

    @Bean
    JdbcResourceDirectory resourceDirectory(
            JdbcClient jdbc,
            AuditLog audit,
            PlatformTransactionManager transactions,
            InstantSource clock,
            ResourceProperties properties) {
        ResourceTable table = new ResourceTable(jdbc, audit);
        new TransactionTemplate(transactions).executeWithoutResult(status -> seed(table, properties, clock));
        return new JdbcResourceDirectory(table, stableView(transactions), properties.defaultResource());
    }

    static void seed(ResourceTable table, ResourceProperties properties, InstantSource clock) {
        if (table.isEmpty()) {
            properties.servers().forEach(server -> table.add(server, clock.instant()));
        } else if (!properties.servers().isEmpty()) {
            log.info("The database has its resources already: those under gatehouse.resource.servers are not read");
        }
    }

    /** Several queries that see the same moment. */
    static TransactionTemplate stableView(PlatformTransactionManager transactions) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setReadOnly(true);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return template;
    }
}
