package dev.gatehouse.authserver.cluster;

import java.util.Collection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.support.KeyHolder;

/**
 * Changes no row while {@link Changes} puts changes off to a transaction that has not begun: what is changed then would stand
 * even if that transaction fails. Such work is done once more, in a transaction of its own.
 */
class GuardedJdbcTemplate extends JdbcTemplate {

    GuardedJdbcTemplate(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    public int update(String sql) {
        Changes.requireTransaction();
        return super.update(sql);
    }

    @Override
    protected int update(PreparedStatementCreator statement, @Nullable PreparedStatementSetter parameters) {
        Changes.requireTransaction();
        return super.update(statement, parameters);
    }

    @Override
    public int update(PreparedStatementCreator statement, KeyHolder keys) {
        Changes.requireTransaction();
        return super.update(statement, keys);
    }

    @Override
    public int[] batchUpdate(String... statements) {
        Changes.requireTransaction();
        return super.batchUpdate(statements);
    }

    @Override
    public int[] batchUpdate(String sql, BatchPreparedStatementSetter rows) {
        Changes.requireTransaction();
        return super.batchUpdate(sql, rows);
    }

    @Override
    public <T> int[][] batchUpdate(
            String sql, Collection<T> rows, int size, ParameterizedPreparedStatementSetter<T> parameters) {
        Changes.requireTransaction();
        return super.batchUpdate(sql, rows, size, parameters);
    }
}
