package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Lists as files. */
@ParameterizedClass
@EnumSource(Database.class)
class ExportTests {

    @Parameter
    Database database;

    @Test
    @DisplayName("H3 a name that a spreadsheet would take for a formula is text in the export")
    void guardsFormulas() {
        TestServer server = TestServer.on(database);
        String name = "=1+1 \\\"" + UUID.randomUUID();
        HttpResponse<String> registered = new UserAgent()
                .send(
                        HttpRequest.newBuilder(server.url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"client_name\":\"" + name
                                        + "\",\"redirect_uris\":[\"https://a.test/cb\"]}")),
                        "Content-Type",
                        "application/json");
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        UserAgent auditor = new Oauth(server).signedIn("auditor");
        HttpResponse<String> csv = auditor.get(server.url("/admin/export/clients"));
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"clients.csv\"");
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body()).contains("\"'=1+1 \"\"").doesNotContain("\"=1+1");
        HttpResponse<String> json = auditor.get(server.url("/admin/export/clients?format=json"));
        List<Map<String, Object>> rows = JsonMapper.builder().build().readValue(json.body(), new TypeReference<>() {});
        assertThat(rows).extracting(row -> row.get("client_name")).contains(name.replace("\\", ""));
    }

    @Test
    @DisplayName(
            "H3 so is whatever begins with a character that begins a formula, or with one that is cut off before it")
    void guardsEachBeginning() {
        for (String beginning : List.of("=", "+", "-", "@", "\t=", "\r=", "\n=")) {
            assertThat(ExportFile.cell(beginning + "1")).isEqualTo("\"'" + beginning + "1\"");
        }
        assertThat(ExportFile.cell("a=1,\"b\"")).isEqualTo("\"a=1,\"\"b\"\"\"");
        assertThat(ExportFile.cell("")).isEqualTo("\"\"");
    }

    @Test
    @DisplayName("L3 every list is exported whole, without secrets, and each export is in the record")
    void exportsEveryList() {
        TestServer server = TestServer.on(database);
        Oauth oauth = new Oauth(server);
        Map<String, Object> tokens = oauth.tokens();
        UserAgent root = oauth.signedIn("root");
        for (String list : List.of("clients", "people", "grants", "audit")) {
            for (String format : List.of("csv", "json")) {
                HttpResponse<String> file = root.get(server.url("/admin/export/" + list + "?format=" + format));
                assertThat(file.statusCode()).isEqualTo(200);
                assertThat(file.body()).doesNotContain((String) tokens.get("refresh_token"), "bcrypt");
                assertThat(file.body().lines().count()).as(list).isGreaterThan(1);
            }
        }
        assertThat(server.jdbc()
                        .sql("select count(*) from audit_entry where type = 'records.exported'")
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(8);
        for (String odd : List.of("/admin/export/token", "/admin/export/clients?format=xml", "/admin/export/x.csv")) {
            assertThat(root.get(server.url(odd)).statusCode()).as(odd).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("L3 an export has what its list is searched for, and its record says so")
    void followsTheFilters() {
        TestServer server = TestServer.on(database);
        Oauth oauth = new Oauth(server);
        oauth.tokens();
        UserAgent auditor = oauth.signedIn("auditor");
        List<Map<String, Object>> clients = rows(auditor, server, "clients?q=native&source=ADMIN");
        assertThat(clients).extracting(row -> row.get("client_id")).containsExactly("NAT");
        assertThat(rows(auditor, server, "clients?show=disabled&q=native")).isEmpty();
        assertThat(rows(auditor, server, "people?role=APPROVER"))
                .extracting(row -> row.get("username"))
                .contains("approver")
                .doesNotContain("alice");
        assertThat(rows(auditor, server, "people?sort=newest")).hasSizeGreaterThan(4);
        assertThat(rows(auditor, server, "grants?person=alice&client=PUB"))
                .isNotEmpty()
                .allMatch(row -> "alice".equals(row.get("username")) && "Public web app".equals(row.get("client")));
        assertThat(rows(auditor, server, "grants?person=nobody-at-all")).isEmpty();
        assertThat(rows(auditor, server, "grants?show=ending")).allMatch(row -> row.get("ended_at") == null);
        assertThat(rows(auditor, server, "audit?type=token.issued&client=PUB"))
                .isNotEmpty()
                .allMatch(row -> "token.issued".equals(row.get("type")) && "PUB".equals(row.get("client_id")));
        assertThat(rows(auditor, server, "audit?who=nobody-at-all")).isEmpty();
        assertThat(server.jdbc()
                        .sql(
                                "select event_json from audit_entry where type = 'records.exported' order by seq desc limit 1")
                        .query(String.class)
                        .single())
                .contains("who=nobody-at-all");
        String page =
                auditor.get(server.url("/admin/clients?q=native&source=ADMIN")).body();
        assertThat(page).contains("/admin/export/clients?q=native&amp;show=&amp;source=ADMIN&amp;unused=\"");
    }

    private static List<Map<String, Object>> rows(UserAgent browser, TestServer server, String list) {
        HttpResponse<String> file =
                browser.get(server.url("/admin/export/" + list + (list.contains("?") ? "&" : "?") + "format=json"));
        assertThat(file.statusCode()).as(list).isEqualTo(200);
        return JsonMapper.builder().build().readValue(file.body(), new TypeReference<>() {});
    }
}
