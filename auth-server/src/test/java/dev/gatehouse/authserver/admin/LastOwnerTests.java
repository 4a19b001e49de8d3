package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An owner who can sign in is always left. Servers of its own, since their owners go. */
@ParameterizedClass
@EnumSource(Database.class)
class LastOwnerTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String PASSWORD = "a password for tests";

    private static final List<String> ACTS = List.of("", "/disable", "/reset");

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    @BeforeEach
    void start() {
        server = SERVERS.computeIfAbsent(
                database, wanted -> TestServer.start(TestServer.arguments(wanted, TestServer.temporaryFolder())));
        oauth = new Oauth(server);
        server.jdbc()
                .sql("update app_user set roles = 'PERSON' where roles like '%OWNER%'")
                .update();
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private Person owner() {
        People people = server.bean(People.class);
        return TestPeople.create(people, "owner-" + UUID.randomUUID(), "An Owner", PASSWORD, Role.PERSON, Role.OWNER);
    }

    private UserAgent signedIn(Person person) {
        UserAgent browser = oauth.browser();
        browser.submit(
                browser.get(server.url("/sign-in")),
                Map.of("username", List.of(person.username()), "password", List.of(PASSWORD)));
        return browser;
    }

    /** The form that does it to the person, ready to be sent; without a tick the roles are taken away. */
    private List<Map.Entry<String, String>> form(UserAgent browser, Person person, String act) {
        HttpResponse<String> page = browser.get(server.url("/admin/people/" + person.id()));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        Element form = Jsoup.parse(page.body())
                .selectFirst("form[method=post][action$='/admin/people/" + person.id() + act + "']");
        assertThat(form).as(act).isNotNull();
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        form.select("input[type=hidden], input[type=text]")
                .forEach(field -> fields.add(Map.entry(field.attr("name"), field.attr("value"))));
        return fields;
    }

    private URI action(Person person, String act) {
        return server.url("/admin/people/" + person.id() + act);
    }

    private List<Map<String, Object>> stored() {
        return server.jdbc()
                .sql("select id, roles, status, password_hash, version from app_user order by id")
                .query()
                .listOfRows();
    }

    @Test
    @DisplayName("W11 the last owner who can sign in keeps role, access and password, and nothing changes")
    void keepsTheLastOwner() {
        Person acting = owner();
        Person last = owner();
        UserAgent browser = signedIn(acting);
        // The one who acts is signed in still, but could not sign in again.
        server.jdbc()
                .sql("update app_user set password_hash = null where id = ?")
                .param(acting.id())
                .update();
        List<Map<String, Object>> before = stored();
        for (String act : ACTS) {
            HttpResponse<String> refused = browser.post(action(last, act), form(browser, last, act));
            assertThat(refused.statusCode()).as(act).isEqualTo(409);
            assertThat(refused.body()).as(act).contains("This is the last owner");
            assertThat(stored()).as(act).isEqualTo(before);
        }
        owner();
        assertThat(browser.post(action(last, ""), form(browser, last, "")).statusCode())
                .as("with another owner it is done")
                .isEqualTo(303);
    }

    @Test
    @DisplayName("W11 of two owners who take each other away at the same moment one stays")
    void keepsOneOfTwo() throws Exception {
        for (int round = 0; round < 12; round++) {
            String act = ACTS.get(round % ACTS.size());
            server.jdbc()
                    .sql("update app_user set roles = 'PERSON' where roles like '%OWNER%'")
                    .update();
            Person one = owner();
            Person two = owner();
            UserAgent first = signedIn(one);
            UserAgent second = signedIn(two);
            List<Map.Entry<String, String>> againstTwo = form(first, two, act);
            List<Map.Entry<String, String>> againstOne = form(second, one, act);
            CyclicBarrier start = new CyclicBarrier(2);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<HttpResponse<String>> firsts = threads.submit(() -> {
                    start.await();
                    return first.post(action(two, act), againstTwo);
                });
                Future<HttpResponse<String>> seconds = threads.submit(() -> {
                    start.await();
                    return second.post(action(one, act), againstOne);
                });
                assertThat(List.of(firsts.get().statusCode(), seconds.get().statusCode()))
                        .as(act)
                        .allMatch(status -> status == 200 || status == 303 || status == 403 || status == 409);
            }
            assertThat(server.jdbc().sql("""
                                    select count(*) from app_user where roles like '%OWNER%' and status = 'ACTIVE'
                                        and password_hash is not null""").query(Integer.class).single())
                    .as(act)
                    .isEqualTo(1);
        }
    }
}
