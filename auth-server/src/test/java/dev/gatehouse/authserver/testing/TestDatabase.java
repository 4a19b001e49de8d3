package dev.gatehouse.authserver.testing;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * A database of a test's own, empty. H2 in memory with the product's settings, or PostgreSQL: at {@code
 * GATEHOUSE_TEST_POSTGRES_URL} (with {@code ..._USERNAME} and {@code ..._PASSWORD}; the user must be able to create
 * databases), else in a container where Docker is available, else by the embedded binaries. One server for the JVM, one
 * database for each call.
 */
public record TestDatabase(String product, String url, String username, String password) {

    /** A new one in memory, which lives as long as the JVM. */
    public static TestDatabase h2() {
        String url = "jdbc:h2:mem:" + PostgresServer.freshName()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
        return new TestDatabase("H2", url, "sa", "");
    }

    /** A new database on the JVM's PostgreSQL server. */
    public static TestDatabase postgres() {
        return PostgresServer.get().createDatabase();
    }

    /** One of each, to run a contract against both. */
    public static Stream<TestDatabase> each() {
        return Stream.of(h2(), postgres());
    }

    /** Feeds a started context: to be called from a {@code @DynamicPropertySource} method. */
    public void register(DynamicPropertyRegistry registry) {
        properties().forEach((name, value) -> registry.add(name, () -> value));
    }

    /** The properties that lead a context to this database, with a key-encryption key, which PostgreSQL demands. */
    public Map<String, String> properties() {
        return Map.of(
                "spring.datasource.url", url,
                "spring.datasource.username", username,
                "spring.datasource.password", password,
                "gatehouse.secret.key-encryption-key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    }

    /** A plain data source on the migrated schema, for tests without a context. */
    public DataSource migrated() {
        DataSource dataSource = new DriverManagerDataSource(url, username, password);
        Flyway.configure()
                .dataSource(dataSource)
                .locations(
                        "classpath:db/migration/common", "classpath:db/migration/" + product.toLowerCase(Locale.ROOT))
                .load()
                .migrate();
        return dataSource;
    }

    @Override
    public String toString() {
        return product;
    }

    /** For {@code @ContextConfiguration(initializers = ...)}: a new database in memory. */
    public static class H2 implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(h2().properties()).applyTo(context);
        }
    }

    /** For {@code @ContextConfiguration(initializers = ...)}: a new database on PostgreSQL. */
    public static class Postgres implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(postgres().properties()).applyTo(context);
        }
    }
}
