package dev.gatehouse.authserver.consent;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps a table of short-lived rows small: where strangers add more than it may hold, those go that would be the first to
 * expire, so that whoever comes next still finds room.
 */
final class BoundedRows {

    private static final int CHECKED_EVERY = 256;

    private final JdbcClient jdbc;

    private final String table;

    private final int most;

    private final AtomicInteger added = new AtomicInteger();

    /**
     * @param table has the columns {@code hash}, its key, and {@code expires_at}
     * @param most how many rows it holds, give or take what is added between two checks
     */
    BoundedRows(JdbcClient jdbc, String table, int most) {
        this.jdbc = jdbc;
        this.table = table;
        this.most = most;
    }

    /** To be called with each new row. */
    void added() {
        if (added.incrementAndGet() % CHECKED_EVERY == 0) {
            makeRoom();
        }
    }

    void makeRoom() {
        int rows =
                jdbc.sql("select count(*) from " + table).query(Integer.class).single();
        if (rows > most) {
            jdbc.sql("delete from " + table + " where hash in (select hash from " + table
                            + " order by expires_at limit ?)")
                    .param(rows - most)
                    .update();
        }
    }
}
