package dev.gatehouse.authserver.cluster;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets one node at a time do what must be done once, by a row that only one transaction can hold. */
@Component
public class Locks {

    private final JdbcClient jdbc;

    Locks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Waits for the lock and holds it until the transaction under way ends. */
    public void hold(String name) {
        jdbc.sql("insert into node_lock (name) values (?) on conflict do nothing")
                .param(name)
                .update();
        jdbc.sql("select name from node_lock where name = ? for update")
                .param(name)
                .query(String.class)
                .single();
    }
}
