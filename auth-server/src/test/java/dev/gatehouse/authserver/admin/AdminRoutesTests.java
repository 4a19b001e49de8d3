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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route under /admin with the roles that may use it; one that nobody lists here fails (row W11). */
class AdminRoutesTests {

    private static final Set<String> ALL = Set.of("auditor", "approver", "root");

    private static final Set<String> APPROVERS = Set.of("approver", "root");

    private static final Set<String> OWNERS = Set.of("root");

    /** Who may use each. */
    private static final Map<String, Set<String>> ROUTES = Map.ofEntries(
            Map.entry("GET /admin", ALL),
            Map.entry("GET /admin/approvals", ALL),
            Map.entry("POST /admin/approvals/{id}", APPROVERS),
            Map.entry("POST /admin/approvals/{id}/undo", APPROVERS),
            Map.entry("GET /admin/audit", ALL),
            Map.entry("GET /admin/audit/{seq}", ALL),
            Map.entry("GET /admin/change-clients", ALL),
            Map.entry("POST /admin/change-clients", OWNERS),
            Map.entry("GET /admin/unused-clients", ALL),
            Map.entry("POST /admin/unused-clients", OWNERS),
            Map.entry("GET /admin/clients", ALL),
            Map.entry("GET /admin/clients/{id}", ALL),
            Map.entry("POST /admin/clients/{id}/disable", OWNERS),
            Map.entry("POST /admin/clients/{id}/enable", OWNERS),
            Map.entry("POST /admin/clients/{id}/label", APPROVERS),
            Map.entry("POST /admin/clients/{id}/label/undo", APPROVERS),
            Map.entry("GET /admin/end-grants", ALL),
            Map.entry("POST /admin/end-grants", OWNERS),
            Map.entry("GET /admin/export/{list}", ALL),
            Map.entry("GET /admin/grants", ALL),
            Map.entry("GET /admin/grants/{id}", ALL),
            Map.entry("POST /admin/grants/{id}/end", OWNERS),
            Map.entry("GET /admin/keys", ALL),
            Map.entry("POST /admin/keys/rotate", OWNERS),
            Map.entry("POST /admin/keys/replace", OWNERS),
            Map.entry("GET /admin/handshakes", ALL),
            Map.entry("GET /admin/handshakes/{id}", ALL),
            Map.entry("GET /admin/invite", ALL),
            Map.entry("POST /admin/invite", OWNERS),
            Map.entry("GET /admin/people", ALL),
            Map.entry("GET /admin/people/{id}", ALL),
            Map.entry("POST /admin/people/{id}", OWNERS),
            Map.entry("POST /admin/people/{id}/disable", OWNERS),
            Map.entry("POST /admin/people/{id}/enable", OWNERS),
            Map.entry("POST /admin/people/{id}/reset", OWNERS),
            Map.entry("GET /admin/policies", ALL),
            Map.entry("GET /admin/policies/new", ALL),
            Map.entry("GET /admin/policies/{id}", ALL),
            Map.entry("POST /admin/policies", OWNERS),
            Map.entry("POST /admin/policies/{id}", OWNERS),
            Map.entry("POST /admin/policies/{id}/delete", OWNERS),
            Map.entry("POST /admin/policies/{id}/restore", OWNERS),
            Map.entry("GET /admin/rules", ALL),
            Map.entry("POST /admin/rules", OWNERS),
            Map.entry("POST /admin/rules/mode", OWNERS),
            Map.entry("POST /admin/rules/{id}/delete", OWNERS),
            Map.entry("POST /admin/rules/{id}/restore", OWNERS),
            Map.entry("GET /admin/servers", ALL),
            Map.entry("GET /admin/servers/add", ALL),
            Map.entry("GET /admin/servers/one", ALL),
            Map.entry("GET /admin/servers/remove", ALL),
            Map.entry("GET /admin/servers/scope", ALL),
            Map.entry("POST /admin/servers", OWNERS),
            Map.entry("POST /admin/servers/add", OWNERS),
            Map.entry("POST /admin/servers/one", OWNERS),
            Map.entry("POST /admin/servers/look", OWNERS),
            Map.entry("POST /admin/servers/remove", OWNERS),
            Map.entry("POST /admin/servers/scope", OWNERS),
            Map.entry("GET /admin/settings", ALL),
            Map.entry("POST /admin/settings/mode", OWNERS),
            Map.entry("POST /admin/settings/test-notice", OWNERS),
            Map.entry("GET /admin/simulator", ALL));

    private final TestServer server = TestServer.on(Database.H2);

    private final Oauth oauth = new Oauth(server);

    @Test
    @DisplayName("W11 every route of the console is listed here, with who may use it")
    void listsEveryRoute() {
        assertThat(mapped()).containsExactlyInAnyOrderElementsOf(ROUTES.keySet());
    }

    private Set<String> mapped() {
        Set<String> mapped = new TreeSet<>();
        server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((info, handler) -> {
            boolean console = handler.getBeanType().getPackageName().endsWith(".admin");
            for (String pattern : info.getPatternValues()) {
                // AdminApiRoutesTests is about programs.
                if (console || (pattern.startsWith("/admin") && !pattern.startsWith("/admin/api/"))) {
                    assertThat(info.getMethodsCondition().getMethods())
                            .as(pattern)
                            .isNotEmpty();
                    info.getMethodsCondition().getMethods().forEach(method -> mapped.add(method + " " + pattern));
                }
            }
        });
        return mapped;
    }

    @Test
    @DisplayName("W11 S2 every route refuses whoever is not signed in, each wrong role, and a forged form")
    void refusesEachWrongRole() {
        Map<String, UserAgent> callers = new TreeMap<>();
        callers.put("nobody", oauth.browser());
        for (String person : List.of("alice", "auditor", "approver", "root")) {
            callers.put(person, oauth.signedIn(person));
        }
        String before = stored();
        ROUTES.forEach((route, allowed) -> callers.forEach((caller, browser) -> {
            int status = call(browser, route).statusCode();
            String what = caller + ": " + route;
            if (route.startsWith("POST")) {
                // Whoever may post has no form token here, so nobody gets through.
                assertThat(status).as(what).isEqualTo(403);
            } else if (caller.equals("nobody")) {
                assertThat(status).as(what).isEqualTo(303);
            } else if (allowed.contains(caller)) {
                assertThat(status).as(what).isIn(200, 400, 404);
            } else {
                assertThat(status).as(what).isEqualTo(403);
            }
        }));
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @DisplayName("W11 whoever may not post is refused for that, with a good form token too")
    void refusesTheRoleWhateverTheToken() {
        for (String caller : List.of("alice", "auditor", "approver")) {
            UserAgent browser = oauth.signedIn(caller);
            ROUTES.forEach((route, allowed) -> {
                if (route.startsWith("POST") && !allowed.contains(caller)) {
                    HttpResponse<String> answer = call(browser, route);
                    assertThat(answer.statusCode()).as(caller + ": " + route).isEqualTo(403);
                    // The form's own refusal would say that the form is old: the role is looked at first.
                    assertThat(answer.body()).as(caller + ": " + route).doesNotContain("This form is no longer valid");
                }
            });
        }
        UserAgent owner = oauth.signedIn("root");
        ROUTES.keySet().stream()
                .filter(route -> route.startsWith("POST"))
                .forEach(route ->
                        assertThat(call(owner, route).body()).as(route).contains("This form is no longer valid"));
    }

    private HttpResponse<String> call(UserAgent browser, String route) {
        String[] parts = route.split(" ");
        String path = parts[1].replaceAll("\\{[a-z]+}", UUID.randomUUID().toString());
        return browser.send(HttpRequest.newBuilder(server.url(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(parts[0], HttpRequest.BodyPublishers.ofString("form_token=forged")));
    }

    /** What a post could have changed. */
    private String stored() {
        return server.jdbc()
                        .sql("select count(*), sum(version) from client")
                        .query()
                        .listOfRows()
                + ""
                + server.jdbc()
                        .sql("select id, roles, status from app_user order by id")
                        .query()
                        .listOfRows()
                + server.jdbc()
                        .sql("select count(*), sum(version) from client_label")
                        .query()
                        .listOfRows()
                + server.jdbc()
                        .sql("select count(*) from approval_rule")
                        .query()
                        .listOfRows()
                + server.jdbc()
                        .sql("select name, content from setting order by name")
                        .query()
                        .listOfRows()
                + server.jdbc()
                        .sql("select kid from signing_key order by kid")
                        .query()
                        .listOfRows();
    }
}
