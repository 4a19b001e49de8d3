package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ParameterizedClass
@MethodSource("dev.gatehouse.authserver.testing.TestDatabase#each")
class InvalidationsTests {

    private static final String TOPIC = "thing";

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final Invalidations invalidations;

    private final List<String> told = new ArrayList<>();

    InvalidationsTests(TestDatabase database) {
        DataSource dataSource = database.migrated();
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.invalidations = TestCluster.invalidations(dataSource);
        jdbc.sql("delete from node_lock").update();
    }

    @Test
    void tellsNobodyBeforeItIsCommitted() {
        invalidations.on(TOPIC, told::add);

        transaction.executeWithoutResult(status -> {
            invalidations.changed(TOPIC, "kept");
            assertThat(told).isEmpty();
        });
        transaction.executeWithoutResult(status -> {
            invalidations.changed(TOPIC, "undone");
            status.setRollbackOnly();
        });
        invalidations.changed(TOPIC, "alone");

        assertThat(told).containsExactly("kept", "alone");
    }

    @Test
    void goesOnWhereOneWhoIsToldFails() {
        invalidations.on(TOPIC, key -> {
            throw new IllegalStateException("cannot be read");
        });
        invalidations.on(TOPIC, told::add);

        // What was done is done: whoever did it is not told that it failed.
        transaction.executeWithoutResult(status -> {
            jdbc.sql("insert into node_lock (name) values ('done')").update();
            invalidations.changed(TOPIC, "here");
        });
        invalidations.received(TOPIC + " there");
        invalidations.missed();

        assertThat(told).containsExactly("here", "there", "");
        assertThat(jdbc.sql("select count(*) from node_lock")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        invalidations.on(TOPIC, told::add);

        invalidations.received("another key");
        invalidations.received(TOPIC);
        invalidations.received("");

        assertThat(told).isEmpty();
    }
}
