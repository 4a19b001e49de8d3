package dev.gatehouse.authserver.command;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Leads a program beside the server to the server's database, and to no other: it makes none and migrates none, and
 * refuses a schema of another version than its own.
 */
final class ExistingDatabase implements BeanPostProcessor, FlywayMigrationStrategy {

    private volatile String name = "of the configuration";

    /** Says why the database cannot be used, in a sentence for an administrator. */
    static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** Its URL without parameters, among which there may be a password. */
    String name() {
        return name;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
            String url = pool.getJdbcUrl();
            name = url.split("[;?]", 2)[0].replaceFirst("//[^/]*@", "//");
            // A program takes as long as it takes, unlike a request: only limits that the URL names stay.
            List.of("options", "socketTimeout").forEach(pool.getDataSourceProperties()::remove);
            if (url.startsWith("jdbc:h2:")) {
                pool.setJdbcUrl(url + ";IFEXISTS=TRUE");
            }
        }
        return bean;
    }

    @Override
    public void migrate(Flyway flyway) {
        // By default a schema that is newer than the program passes.
        boolean same = Flyway.configure(flyway.getConfiguration().getClassLoader())
                .configuration(flyway.getConfiguration())
                .ignoreMigrationPatterns(new String[0])
                .load()
                .validateWithResult()
                .validationSuccessful;
        if (same) {
            return;
        }
        @Nullable MigrationInfo current = flyway.info().current();
        if (current == null) {
            throw new Unusable("The database " + name + " has no schema of the server's."
                    + " Start the server on it first, or name the server's database as the server is told it.");
        }
        throw new Unusable("The database " + name + " has the schema of another version of the server, "
                + Objects.requireNonNullElse(current.getVersion(), "unknown")
                + ". Run the command from the jar that the server runs.");
    }
}
