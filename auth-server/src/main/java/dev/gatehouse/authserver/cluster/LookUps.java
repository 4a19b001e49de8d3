package dev.gatehouse.authserver.cluster;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** Makes what looks for single rows. */
@Component
public class LookUps {

    private final JdbcTemplate jdbc;

    private final boolean postgresql;

    LookUps(JdbcTemplate jdbc, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.postgresql = product == DatabaseProduct.POSTGRESQL;
    }

    /** @param query selects one row at most by its parameters, and names each of its columns once */
    public <T> LookUp<T> by(String query, RowMapper<T> mapper) {
        return new LookUp<>(jdbc, query, mapper, postgresql);
    }
}
