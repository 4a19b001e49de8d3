package dev.gatehouse.authserver.hostile;

import dev.gatehouse.authserver.testing.TestServer;
import java.util.List;

/**
 * What a refused request must not change (AFTER7): numbers, marks and times of everything stored, but for requests that
 * wait for their person, the record of refusals, and assertions that were seen.
 */
final class StoredState {

    private static final String SUMS = String.join(
            " union all ",
            List.of(
                    sums(
                            "app_user",
                            "count(password_changed_at)",
                            "sum(length(password_hash))",
                            "count(distinct status)"),
                    sums("one_time_link", "count(used_at)", "0", "0"),
                    sums("sign_in_session", "0", "0", "0"),
                    sums("resource_server", "sum(version)", "0", "0"),
                    sums("client", "sum(version)", "count(last_used_at)", "sum(length(metadata_json))"),
                    sums("client_redirect_uri", "sum(length(uri))", "0", "0"),
                    sums("client_secret", "count(revoked_at)", "0", "0"),
                    sums("client_document", "sum(length(body))", "0", "0"),
                    sums("registration_token", "0", "0", "0"),
                    sums("initial_access_token", "sum(uses_left)", "0", "0"),
                    sums("client_tombstone", "0", "0", "0"),
                    sums("consent", "count(withdrawn_at)", "sum(length(scope))", "count(distinct expires_at)"),
                    sums("grant_family", "count(revoked_at)", "sum(length(scope))", "0"),
                    sums("token", "count(consumed_at)", "count(revoked_at)", "sum(length(scope))"),
                    sums("signing_key", "count(retires_at)", "0", "0"),
                    "select 'audit', count(*), 0, 0, 0 from audit_entry where outcome = 'DONE'"));

    private StoredState() {}

    private static String sums(String table, String... marks) {
        return "select '" + table + "', count(*), " + String.join(", ", marks) + " from " + table;
    }

    static List<String> of(TestServer server) {
        return server.jdbc()
                .sql(SUMS)
                .query((row, index) -> row.getString(1) + " " + row.getLong(2) + " " + row.getLong(3) + " "
                        + row.getLong(4) + " " + row.getLong(5))
                .list();
    }

    static long refusals(TestServer server) {
        return server.jdbc()
                .sql("select count(*) from audit_entry where outcome = 'REFUSED'")
                .query(Long.class)
                .single();
    }
}
