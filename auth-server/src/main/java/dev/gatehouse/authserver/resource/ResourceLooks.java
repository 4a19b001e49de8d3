package dev.gatehouse.authserver.resource;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** What MCP servers said of themselves when somebody looked last. */
final class ResourceLooks {

    private static final int LONGEST_PROBLEM = 500;

    private final JdbcClient jdbc;

    private final JsonMapper json;

    private final TransactionOperations transaction;

    ResourceLooks(JdbcClient jdbc, JsonMapper json, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.json = json;
        this.transaction = transaction;
    }

    void save(String uri, ResourceLook look) {
        String found = look.found() == null ? null : json.writeValueAsString(look.found());
        String problem = look.problem();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from resource_look where resource_uri = ?")
                    .param(uri)
                    .update();
            jdbc.sql("""
                    insert into resource_look (resource_uri, looked_at, found_json, problem)
                    select uri, cast(? as timestamp with time zone), ?, ? from resource_server where uri = ?""")
                    .param(look.at().atOffset(ZoneOffset.UTC))
                    .param(found)
                    .param(
                            problem != null && problem.length() > LONGEST_PROBLEM
                                    ? problem.substring(0, LONGEST_PROBLEM)
                                    : problem)
                    .param(uri)
                    .update();
        });
    }

    Optional<ResourceLook> find(String uri) {
        return jdbc.sql("select looked_at, found_json, problem from resource_look where resource_uri = ?")
                .param(uri)
                .query((row, index) -> {
                    Instant at = row.getObject(1, OffsetDateTime.class).toInstant();
                    return row.getString(2) == null
                            ? ResourceLook.problem(at, String.valueOf(row.getString(3)), null)
                            : ResourceLook.found(at, json.readValue(row.getString(2), PublishedServer.class));
                })
                .optional();
    }
}
