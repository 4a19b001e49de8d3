package dev.gatehouse.authserver.cluster;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How connections to PostgreSQL are set. Statements are planned once. And a request waits a few seconds for a database that
 * stalls, is cut off, or holds a lock that another node took with it; then it is refused (promise P17). What the data
 * source's URL says of these settings goes before.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseSettings {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /**
     * Nearly every statement finds a row by its key, and has one good plan: indexes in nested loops. PostgreSQL would rather
     * plan anew for each value wherever there are partitions, which costs several times what the statement does; and while
     * tables are small, or not counted yet, it would plan to read them whole, and keep that plan while they grow.
     */
    static final String PLANS = "-c plan_cache_mode=force_generic_plan -c jit=off"
            + " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    /**
     * The database itself ends a statement after four seconds, and a transaction whose node has been silent for ten: a
     * node that is paused or cut off must not keep the rows it holds from the others. Where nothing comes back at all, the
     * connection is given up a second later.
     */
    private static final String WAITS = "-c statement_timeout=4s -c idle_in_transaction_session_timeout=10s";

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final Map<String, String> PROPERTIES = Map.of(
            "options", String.join(" ", WAITS, PLANS),
            "socketTimeout", String.valueOf(ANSWER.toSeconds()),
            "socketFactory", DatabaseSockets.class.getName(),
            "socketFactoryArg", String.valueOf(ANSWER.toMillis()),
            "connectTimeout", "2",
            "tcpKeepAlive", "true");

    @Bean
    static BeanPostProcessor poolSettings() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool) {
                    if (onPostgres(pool.getJdbcUrl())) {
                        PROPERTIES.forEach(pool::addDataSourceProperty);
                    } else {
                        pool.setExceptionOverride(new ClosedDatabase());
                    }
                }
                return bean;
            }
        };
    }

    /** Migrations take as long as they take: they get connections of their own, without these limits. */
    @Bean
    FlywayConfigurationCustomizer unboundedMigrations(JdbcConnectionDetails database) {
        return flyway -> {
            if (onPostgres(database.getJdbcUrl())) {
                flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
            }
        };
    }

    private static boolean onPostgres(@Nullable String url) {
        return url != null && url.startsWith(POSTGRESQL);
    }
}
