package dev.gatehouse.authserver.reliability;

import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What the database holds after a run, as far as the invariants speak of it.
 *
 * @param registered the clients that registered themselves
 */
record FinalState(List<TokenRow> tokens, List<FamilyRow> families, List<AuditRow> audit, Set<String> registered) {

    enum Type {
        CODE,
        ACCESS,
        REFRESH
    }

    /** @param replays how often it came again after its rotation and led to an access token */
    record TokenRow(
            String hash,
            String family,
            Type type,
            boolean consumed,
            boolean revoked,
            int generation,
            @Nullable String successor,
            int replays) {}

    record FamilyRow(String id, boolean revoked) {}

    /** @param grant the family that it is about, if any */
    record AuditRow(
            String type, @Nullable String client, @Nullable String grant) {}

    static FinalState read(Connection connection) {
        DataSource one = new SingleConnectionDataSource(connection, true);
        JdbcClient jdbc = JdbcClient.create(one);
        return new FinalState(
                jdbc.sql("""
                        select hash, family_id, type, consumed_at is not null, revoked_at is not null, generation,
                               successor_hash, replays from token""")
                        .query((row, index) -> new TokenRow(
                                hex(row.getBytes(1)),
                                row.getString(2),
                                Type.valueOf(row.getString(3)),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getInt(6),
                                row.getBytes(7) == null ? null : hex(row.getBytes(7)),
                                row.getInt(8)))
                        .list(),
                jdbc.sql("select id, revoked_at is not null from grant_family")
                        .query((row, index) -> new FamilyRow(row.getString(1), row.getBoolean(2)))
                        .list(),
                jdbc.sql("select type, client_id, event_json::json ->> 'grant' from audit_entry where outcome = 'DONE'")
                        .query((row, index) -> new AuditRow(row.getString(1), row.getString(2), row.getString(3)))
                        .list(),
                new TreeSet<>(jdbc.sql("select client_id from client where source = 'DCR'")
                        .query(String.class)
                        .list()));
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
