package dev.gatehouse.authserver.cluster;

import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what people search for. Requests plan a statement once, for rows found by their key; the best plan of a search
 * depends on what is searched. So PostgreSQL plans the statements in here for their values, by whatever plan is best.
 */
@Component
public class Listing {

    private static final String FREELY = """
            set local plan_cache_mode = force_custom_plan;
            set local enable_seqscan = on;
            set local enable_hashjoin = on;
            set local enable_mergejoin = on""";

    private final JdbcOperations jdbc;

    private final TransactionTemplate transaction;

    private final boolean plans;

    Listing(JdbcTemplate jdbc, PlatformTransactionManager transactions, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.plans = product == DatabaseProduct.POSTGRESQL;
    }

    /** Does the reading in one transaction of its own. Not for whoever is to change something in the same. */
    @SuppressWarnings("NullAway") // the reading's own word on null holds
    public <T> T read(Supplier<T> reading) {
        return transaction.execute(status -> {
            if (plans) {
                jdbc.execute(FREELY);
            }
            return reading.get();
        });
    }
}
