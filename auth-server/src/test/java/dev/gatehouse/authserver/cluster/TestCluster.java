package dev.gatehouse.authserver.cluster;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** What tests without a context need of this module, on a plain data source. */
public final class TestCluster {

    private TestCluster() {}

    public static Changes changes(DataSource dataSource) {
        JdbcTemplate jdbc = new GuardedJdbcTemplate(dataSource);
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        DatabaseProduct product = product(dataSource);
        return new Changes(jdbc, transactions, product, new ChangeSender(jdbc, transactions, product));
    }

    public static SingleUse singleUse(DataSource dataSource, InstantSource clock) {
        return new SingleUse(JdbcClient.create(dataSource), changes(dataSource), clock);
    }

    public static Invalidations invalidations(DataSource dataSource) {
        return new Invalidations(JdbcClient.create(dataSource), product(dataSource));
    }

    private static DatabaseProduct product(DataSource dataSource) {
        try {
            return new ClusterConfiguration().databaseProduct(dataSource);
        } catch (org.springframework.jdbc.support.MetaDataAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
