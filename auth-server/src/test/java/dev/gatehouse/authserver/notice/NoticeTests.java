package dev.gatehouse.authserver.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails to a mail server and a webhook of this test's own. */
@ParameterizedClass
@EnumSource(Database.class)
class NoticeTests {

    private static final String SECRET = "a-secret-of-the-webhook-that-is-long-enough";

    private static final String LOOPBACK = "http://localhost:8787/callback";

    private record Delivery(String signature, String body) {}

    @Parameter
    Database database;

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    private volatile int answer = 204;

    private GreenMail mail;

    private HttpServer hook;

    private TestServer server;

    private Oauth oauth;

    @BeforeEach
    void start() throws IOException {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            deliveries.add(new Delivery(exchange.getRequestHeaders().getFirst("Gatehouse-Signature"), body));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        hook.start();
        Path folder = TestServer.temporaryFolder();
        Path secret = Files.writeString(folder.resolve("webhook-secret"), SECRET + "\n");
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, folder));
        arguments.addAll(List.of(
                "--gatehouse.approval.mode=by-rule",
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + mail.getSmtp().getPort(),
                "--gatehouse.notice.administrators=security@app.test",
                "--gatehouse.notice.webhook=http://127.0.0.1:"
                        + hook.getAddress().getPort() + "/hook",
                "--gatehouse.notice.webhook-secret-file=" + secret,
                "--gatehouse.outbound.private-hosts=127.0.0.1"));
        server = TestServer.start(arguments);
        oauth = new Oauth(server);
        TestPeople.create(
                server.bean(People.class), "carol@app.test", "Carol Clark", "carol@app.test-password-1", Role.PERSON);
    }

    @AfterEach
    void stop() {
        server.close();
        hook.stop(0);
        mail.stop();
    }

    private void ask(UserAgent person) {
        HttpResponse<String> registered = new UserAgent()
                .send(
                        HttpRequest.newBuilder(server.url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"client_name\":\"Notes\\r\\nBcc: x@y.test\"," + "\"redirect_uris\":[\""
                                                + LOOPBACK + "\"],\"token_endpoint_auth_method\":\"none\"}")),
                        "Content-Type",
                        "application/json");
        HttpResponse<String> waits = oauth.follow(
                person, "client_id=" + Oauth.json(registered).get("client_id"), "redirect_uri=" + LOOPBACK);
        assertThat(waits.uri().getPath()).startsWith("/approvals/");
    }

    private void send() {
        server.bean(NoticeJob.class).run();
    }

    private long waiting() {
        return server.jdbc()
                .sql("select count(*) from notice")
                .query(Long.class)
                .single();
    }

    @Test
    @DisplayName("administrators are told once who waits, the person what was decided")
    void tells() throws Exception {
        UserAgent carol = oauth.signedIn("carol@app.test");
        ask(carol);
        ask(carol);
        send();
        assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();
        var told = mail.getReceivedMessages()[0];
        assertThat(told.getAllRecipients()[0]).hasToString("security@app.test");
        assertThat(told.getSubject()).startsWith("Carol Clark wants to use Notes");
        assertThat(GreenMailUtil.getBody(told)).contains("tools:read", server.issuer() + "/admin/approvals");

        Delivery delivery = deliveries.poll(10, TimeUnit.SECONDS);
        assertThat(Oauth.json(delivery.body()))
                .containsEntry("event", "approval.requested")
                .containsEntry("person", "carol@app.test")
                .containsEntry("redirect_host", "localhost");
        String second = delivery.signature().replaceAll("t=([0-9]+),v1=.*", "$1");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = HexFormat.of()
                .formatHex(mac.doFinal((second + "." + delivery.body()).getBytes(StandardCharsets.UTF_8)));
        assertThat(delivery.signature()).isEqualTo("t=" + second + ",v1=" + expected);

        deny();
        send();
        assertThat(mail.waitForIncomingEmail(10_000, 2)).isTrue();
        var decided = mail.getReceivedMessages()[1];
        assertThat(decided.getAllRecipients()[0]).hasToString("carol@app.test");
        assertThat(GreenMailUtil.getBody(decided)).contains("Not yet", server.issuer() + "/approvals/");
        assertThat(deliveries).isEmpty();
        assertThat(waiting()).isZero();
    }

    /** An approver denies what waits. */
    private void deny() {
        UserAgent approver = oauth.signedIn("approver");
        HttpResponse<String> queue = approver.get(server.url("/admin/approvals"));
        Element form = Jsoup.parse(queue.body(), queue.uri().toString()).selectFirst(".queue form");
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        form.select("input[type=hidden], input[type=checkbox][checked]")
                .forEach(field -> fields.add(Map.entry(field.attr("name"), field.attr("value"))));
        fields.add(Map.entry("decision", "deny"));
        fields.add(Map.entry("reason", "Not yet"));
        assertThat(approver.post(java.net.URI.create(form.absUrl("action")), fields)
                        .statusCode())
                .isEqualTo(303);
    }

    private HttpResponse<String> setAddress(UserAgent browser, String email, String password) {
        return browser.submit(
                browser.get(server.url("/account/mail")),
                Map.of("email", List.of(email), "current_password", List.of(password)));
    }

    /** The mails since the last time, by their recipients. */
    private Map<String, String> received(int count) throws Exception {
        send();
        assertThat(mail.waitForIncomingEmail(10_000, count)).isTrue();
        Map<String, String> received = new TreeMap<>();
        for (var message : mail.getReceivedMessages()) {
            received.put(
                    message.getAllRecipients()[0].toString(),
                    message.getSubject() + "\n" + GreenMailUtil.getBody(message));
        }
        mail.purgeEmailFromAllMailboxes();
        return received;
    }

    @Test
    @DisplayName("a person is told at their mail address, and of its change at the former one too")
    void tellsAtTheMailAddress() throws Exception {
        UserAgent carol = oauth.signedIn("carol@app.test");
        String password = "carol@app.test-password-1";
        assertThat(setAddress(carol, "Carol.C@home.test", password).statusCode())
                .isEqualTo(303);
        Map<String, String> told = received(2);
        assertThat(told).containsOnlyKeys("carol@app.test", "Carol.C@home.test");
        assertThat(told.values())
                .allMatch(mail -> mail.startsWith("Your mail address was changed")
                        && mail.contains("told now at Carol.C@home.test")
                        && mail.contains("If it was not you"));
        // The same again changes nothing, so nobody is told.
        assertThat(setAddress(carol, " Carol.C@home.test ", password).statusCode())
                .isEqualTo(303);
        assertThat(waiting()).isZero();

        oauth.consented(carol, List.of("tools:read"));
        assertThat(received(1)).containsOnlyKeys("Carol.C@home.test");
        ask(carol);
        deny();
        assertThat(received(2)).containsOnlyKeys("security@app.test", "Carol.C@home.test");

        assertThat(setAddress(carol, "", password).statusCode()).isEqualTo(303);
        assertThat(received(2)).containsOnlyKeys("Carol.C@home.test", "carol@app.test");
    }

    @Test
    @DisplayName("a person without an address at all is told nothing until an administrator or they give one")
    void tellsWhoGaveAnAddress() throws Exception {
        UserAgent bob = oauth.signedIn("bob");
        oauth.consented(bob, List.of("tools:read"));
        assertThat(waiting()).isZero();
        UserAgent root = oauth.signedIn("root");
        Person person = server.bean(People.class).findByUsername("bob").orElseThrow();
        HttpResponse<String> page = root.get(server.url("/admin/people/" + person.id()));
        assertThat(root.submit(page, Map.of("email", List.of("bob@work.test"))).statusCode())
                .isEqualTo(303);
        assertThat(received(1)).containsOnlyKeys("bob@work.test");
        assertThat(setAddress(bob, "bob@home.test", "bob-password-12").statusCode())
                .isEqualTo(303);
        assertThat(received(2)).containsOnlyKeys("bob@work.test", "bob@home.test");
        oauth.consented(bob, List.of("tools:read", "tools:write"), "scope=tools:read tools:write", "prompt=consent");
        assertThat(received(1)).containsOnlyKeys("bob@home.test");
    }

    @Test
    @DisplayName("what cannot be sent is tried again after delays that grow, and is given up in the end")
    void triesAgain() throws Exception {
        answer = 500;
        ask(oauth.signedIn("alice"));
        for (Duration delay : List.of(
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(6))) {
            if (delay.isPositive()) {
                server.clock().advance(delay.minusSeconds(1));
                send();
                assertThat(deliveries).as("before " + delay).isEmpty();
                assertThat(waiting()).isOne();
                server.clock().advance(Duration.ofSeconds(1));
            }
            send();
            assertThat(deliveries.poll(10, TimeUnit.SECONDS))
                    .as("after " + delay)
                    .isNotNull();
        }
        for (int n = 0; n < 100 && waiting() > 0; n++) {
            Thread.sleep(50);
        }
        assertThat(waiting()).isZero();
        server.clock().advance(Duration.ofDays(3));
        send();
        assertThat(deliveries).isEmpty();
    }
}
