package dev.gatehouse.authserver.resource;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
        String tools = look.tools() == null ? null : json.writeValueAsString(look.tools());
        String problem = look.problem();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from resource_look where resource_uri = ?")
                    .param(uri)
                    .update();
            jdbc.sql("""
                    insert into resource_look (resource_uri, looked_at, found_json, tools_json, problem)
                    select uri, cast(? as timestamp with time zone), ?, ?, ? from resource_server where uri = ?""")
                    .param(look.at().atOffset(ZoneOffset.UTC))
                    .param(found)
                    .param(tools)
                    .param(
                            problem != null && problem.length() > LONGEST_PROBLEM
                                    ? problem.substring(0, LONGEST_PROBLEM)
                                    : problem)
                    .param(uri)
                    .update();
        });
    }

    Optional<ResourceLook> find(String uri) {
        return jdbc.sql("select looked_at, found_json, tools_json, problem from resource_look where resource_uri = ?")
                .param(uri)
                .query((row, index) -> {
                    Instant at = row.getObject(1, OffsetDateTime.class).toInstant();
                    PublishedTools tools = read(row.getString(3), PublishedTools.class);
                    PublishedServer found = read(row.getString(2), PublishedServer.class);
                    return found == null
                            ? ResourceLook.problem(at, String.valueOf(row.getString(4)), tools)
                            : ResourceLook.found(at, found, tools);
                })
                .optional();
    }

    private <T> @Nullable T read(@Nullable String text, Class<T> type) {
        return text == null ? null : json.readValue(text, type);
    }
}
