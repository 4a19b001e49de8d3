package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Two nodes on one PostgreSQL whose clocks go together. */
record Nodes(List<Oauth> all) implements AutoCloseable {

    static Nodes start(Map<String, String> database, List<String> more, String... profiles) {
        List<Oauth> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<String> arguments = new ArrayList<>(more);
            database.forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--gatehouse.data-dir=" + TestServer.temporaryFolder());
            // Both are one server to whoever holds a token.
            arguments.add("--gatehouse.issuer=http://127.0.0.1:9");
            nodes.add(new Oauth(TestServer.start(arguments, profiles)));
        }
        Nodes started = new Nodes(nodes);
        started.advance(Duration.ZERO);
        return started;
    }

    static Nodes start(String... more) {
        return start(TestDatabase.postgres().properties(), List.of(more));
    }

    Oauth first() {
        return all.getFirst();
    }

    Oauth second() {
        return all.getLast();
    }

    Instant now() {
        return second().server().clock().instant();
    }

    /** Sets both clocks to the later one's time and this much more. */
    void advance(Duration by) {
        Instant later = all.stream()
                .map(node -> node.server().clock().instant())
                .max(Instant::compareTo)
                .orElseThrow()
                .plus(by);
        all.forEach(node -> node.server()
                .clock()
                .advance(Duration.between(node.server().clock().instant(), later)));
    }

    /** What the background does every ten seconds. */
    void refresh() {
        all.forEach(node -> node.server().bean(SigningKeys.class).refresh());
    }

    static Set<String> published(Oauth node) {
        HttpResponse<String> answer = new UserAgent().get(node.server().url("/jwks"));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        List<?> keys = (List<?>) Oauth.json(answer).get("keys");
        return keys.stream()
                .map(key -> (String) ((Map<?, ?>) key).get("kid"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String token(Oauth node) {
        HttpResponse<String> answer = node.clientCredentials();
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return (String) Oauth.json(answer).get("access_token");
    }

    static String kid(String token) {
        return (String) Oauth.header(token).get("kid");
    }

    static List<String> audited(Oauth node) {
        return node.server()
                .jdbc()
                .sql("select type from audit_entry where type like 'signing_key.%' order by seq")
                .query(String.class)
                .list();
    }

    @Override
    public void close() {
        all.forEach(node -> node.server().close());
    }
}
