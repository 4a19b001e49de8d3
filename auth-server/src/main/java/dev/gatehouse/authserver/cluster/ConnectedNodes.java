package dev.gatehouse.authserver.cluster;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The nodes that share the database. */
@Component
public class ConnectedNodes {

    /** What each node's connection to listen on is called in PostgreSQL. */
    static final String NAME = "gatehouse node";

    private final JdbcClient jdbc;

    private final DatabaseProduct product;

    ConnectedNodes(JdbcClient jdbc, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.product = product;
    }

    /** How many listen now. One that was lost without a word counts until the database notices. */
    public int count() {
        if (product == DatabaseProduct.H2) {
            return 1;
        }
        return jdbc.sql("""
                select count(*) from pg_stat_activity
                where datname = current_database() and application_name = ?""").param(NAME).query(Integer.class).single();
    }
}
