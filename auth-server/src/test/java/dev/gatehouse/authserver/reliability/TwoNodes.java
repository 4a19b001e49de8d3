package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.testing.FreePort;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Two nodes of one installation in this JVM, on one PostgreSQL, behind one issuer, with the fixtures. */
record TwoNodes(Oauth first, Oauth second) implements AutoCloseable {

    static TwoNodes start(Map<String, String> database, String... arguments) {
        TestServer one = TestServer.start(arguments(database, List.of(arguments)));
        List<String> more = new ArrayList<>(List.of(arguments));
        more.add("--gatehouse.issuer=" + one.issuer());
        more.add("--server.port=" + FreePort.next());
        return new TwoNodes(new Oauth(one), new Oauth(TestServer.start(arguments(database, more))));
    }

    static TwoNodes start(String... arguments) {
        return start(TestDatabase.postgres().properties(), arguments);
    }

    private static List<String> arguments(Map<String, String> database, List<String> more) {
        List<String> all = new ArrayList<>();
        database.forEach((name, value) -> all.add("--" + name + "=" + value));
        all.add("--gatehouse.data-dir=" + TestServer.temporaryFolder());
        all.addAll(more);
        return all;
    }

    /** One and the other in turn. */
    Oauth node(int number) {
        return number % 2 == 0 ? first : second;
    }

    /** So many callers, half of them at each node. */
    List<Oauth> callers(int count) {
        return IntStream.range(0, count).mapToObj(this::node).toList();
    }

    @Override
    public void close() {
        first.server().close();
        second.server().close();
    }
}
