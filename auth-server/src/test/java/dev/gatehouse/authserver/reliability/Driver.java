package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** One person with a browser and agents, who goes on whatever happens. One thread drives it. */
final class Driver {

    /** A grant as its agent knows it. */
    static final class Held {

        private final Driver owner;

        final String code;

        /** By their hash, which is what the history calls them. */
        final Map<String, String> accessTokens = new ConcurrentHashMap<>();

        String refreshToken = "";

        String predecessor = "";

        boolean usable = true;

        Held(Driver owner, String code) {
            this.owner = owner;
            this.code = code;
        }

        Driver owner() {
            return owner;
        }
    }

    /** 303 is that of the consent page. */
    private static final IntPredicate REDIRECT = status -> status == 302 || status == 303;

    private final Wire wire;

    private final Supplier<Cluster.Node> anyNode;

    private final String person;

    private final String password;

    private final Random random;

    private final Machines machines;

    private final UserAgent browser = new UserAgent();

    final List<Held> grants = new ArrayList<>();

    Driver(Wire wire, Supplier<Cluster.Node> anyNode, int number, Random random, Machines machines) {
        this.wire = wire;
        this.anyNode = anyNode;
        this.person = "person-" + number;
        this.password = "crash-password-" + number;
        this.random = random;
        this.machines = machines;
    }

    /** One thing of all that people and agents do. */
    void step() {
        int dice = random.nextInt(100);
        Held held = any();
        if (dice < 25 || held == null) {
            connect();
        } else if (dice < 60) {
            refresh(held);
        } else if (dice < 76) {
            introspectOne(held);
        } else if (dice < 80) {
            revoke(held);
        } else if (dice < 86) {
            machines.clientCredentials();
        } else if (dice < 89) {
            machines.register();
        } else if (dice < 94) {
            machines.assertion(1 + random.nextInt(3));
        } else {
            machines.proof(1 + random.nextInt(3));
        }
    }

    private Held any() {
        int recent = Math.min(grants.size(), 60);
        return recent == 0 ? null : grants.get(grants.size() - 1 - random.nextInt(recent));
    }

    /** The consent is remembered most of the time. */
    private void connect() {
        String prompt = random.nextInt(20) == 0 ? "&prompt=consent" : "";
        Optional<String> code = authorize(prompt);
        if (code.isEmpty()) {
            return;
        }
        Held held = new Held(this, code.get());
        int dice = random.nextInt(100);
        if (dice < 4) {
            return;
        }
        if (dice < 12) {
            Parallel.run(2 + random.nextInt(3), () -> redeem(held));
        } else {
            Wire.Reply reply = redeem(held);
            if (reply.unknown() && random.nextBoolean() || reply.ok() && dice < 16) {
                redeem(held);
            }
        }
        if (!held.refreshToken.isEmpty()) {
            grants.add(held);
        }
    }

    private Optional<String> authorize(String prompt) {
        Cluster.Node node = anyNode.get();
        String state = UUID.randomUUID().toString();
        URI uri = node.url("/authorize?"
                + UserAgent.encode(Oauth.with(List.of(
                        "response_type=code",
                        "client_id=PUB",
                        "redirect_uri=https://app.test/cb",
                        "scope=tools:read",
                        "state=" + state,
                        "code_challenge=" + Oauth.CHALLENGE,
                        "code_challenge_method=S256",
                        "resource=" + Oauth.RS1)))
                + prompt);
        String[] code = new String[1];
        Wire.Reply reply = wire.ask(
                Kind.AUTHORIZE,
                node.name(),
                Map.of(Fact.PERSON, person),
                REDIRECT,
                () -> decided(uri),
                (answer, facts) -> {
                    Map<String, String> query = Oauth.query(UserAgent.location(answer));
                    if (!state.equals(query.get("state"))) {
                        facts.put(Fact.WRONG, "another state");
                    }
                    if (query.containsKey("code")) {
                        code[0] = query.get("code");
                        facts.put(Fact.CODE, Machines.Tokens.hash(code[0]));
                    }
                });
        return reply.ok() ? Optional.ofNullable(code[0]) : Optional.empty();
    }

    /** Signs in and allows where it is asked to. */
    private HttpResponse<String> decided(URI uri) {
        HttpResponse<String> answer = browser.follow(browser.get(uri));
        if (answer.statusCode() == 200 && answer.uri().getPath().startsWith("/sign-in")) {
            answer = browser.follow(
                    browser.submit(answer, Map.of("username", List.of(person), "password", List.of(password))));
        }
        if (answer.statusCode() == 200 && answer.uri().getPath().startsWith("/consent")) {
            answer = browser.submit(answer, Map.of("decision", List.of("allow"), "scope", List.of("tools:read")));
        }
        return answer;
    }

    Wire.Reply redeem(Held held) {
        Wire.Reply reply = wire.post(
                Kind.REDEEM,
                anyNode.get(),
                "/token",
                Map.of(Fact.CODE, Machines.Tokens.hash(held.code), Fact.PERSON, person),
                List.of(
                        "grant_type=authorization_code",
                        "code=" + held.code,
                        "client_id=PUB",
                        "code_verifier=" + Oauth.VERIFIER),
                List.of(),
                Machines.Tokens::read);
        keep(held, reply);
        return reply;
    }

    private static void keep(Held held, Wire.Reply reply) {
        if (reply.ok()) {
            held.accessTokens.put(reply.get(Fact.ACCESS), reply.secret("access_token"));
            held.refreshToken = reply.secret("refresh_token");
        } else if (reply.refused() && reply.get(Fact.STATUS).equals("400")) {
            held.usable = false;
        }
    }

    /** By one agent, by several at once, or by one that did not see its answer. Seldom by a thief, later. */
    private void refresh(Held held) {
        if (!held.usable) {
            return;
        }
        String presented = held.refreshToken;
        int dice = random.nextInt(100);
        if (dice < 2 && !held.predecessor.isEmpty()) {
            present(held, held.predecessor);
            return;
        }
        int times = dice < 20 ? 2 + random.nextInt(4) : 1;
        List<Wire.Reply> replies = new ArrayList<>(Parallel.run(times, () -> present(held, presented)));
        if (dice > 90) {
            replies.add(present(held, presented));
        }
        for (int again = 0; again < 8 && replies.stream().noneMatch(Wire.Reply::ok) && held.usable; again++) {
            pause(Duration.ofMillis(200L << Math.min(again, 4)));
            replies.add(present(held, presented));
        }
        if (replies.stream().noneMatch(Wire.Reply::ok)) {
            held.usable = false;
            return;
        }
        held.predecessor = presented;
    }

    Wire.Reply present(Held held, String refreshToken) {
        Wire.Reply reply = wire.post(
                Kind.REFRESH,
                anyNode.get(),
                "/token",
                Map.of(Fact.REFRESH, Machines.Tokens.hash(refreshToken), Fact.PERSON, person),
                List.of("grant_type=refresh_token", "refresh_token=" + refreshToken, "client_id=PUB"),
                List.of(),
                Machines.Tokens::read);
        keep(held, reply);
        return reply;
    }

    private void introspectOne(Held held) {
        held.accessTokens.entrySet().stream()
                .skip(random.nextInt(held.accessTokens.size()))
                .findFirst()
                .ifPresent(token -> introspect(wire, anyNode.get(), token));
    }

    static void introspect(Wire wire, Cluster.Node node, Map.Entry<String, String> token) {
        wire.post(
                Kind.INTROSPECT,
                node,
                "/introspect",
                Map.of(Fact.ACCESS, token.getKey()),
                List.of("token=" + token.getValue()),
                List.of(Oauth.basic("RS1", "rs1-secret-rs1-secret-rs1-secret-rs1")),
                (response, facts) -> {
                    Map<String, Object> told = Oauth.json(response);
                    facts.put(Fact.ACTIVE, String.valueOf(told.get("active")));
                    if (told.get("sub") instanceof String subject) {
                        facts.put(Fact.SUBJECT, subject);
                    }
                });
    }

    /** And asks at once whether anything of it is still good. */
    private void revoke(Held held) {
        wire.post(
                Kind.REVOKE,
                anyNode.get(),
                "/revoke",
                Map.of(Fact.REFRESH, Machines.Tokens.hash(held.refreshToken)),
                List.of("token=" + held.refreshToken, "client_id=PUB"),
                List.of(),
                (response, facts) -> {});
        held.usable = false;
        held.accessTokens.entrySet().forEach(token -> introspect(wire, anyNode.get(), token));
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
