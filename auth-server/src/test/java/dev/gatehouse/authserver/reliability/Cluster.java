package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Two nodes and one PostgreSQL as processes of their own, with a proxy in front of each node and one between each node
 * and the database.
 */
final class Cluster implements AutoCloseable {

    /**
     * @param name stands in the history
     * @param front between the clients and the node
     * @param back between the node and the database
     */
    record Node(String name, int port, NodeProcess process, TcpProxy front, TcpProxy back) {

        URI url(String path) {
            return URI.create("http://127.0.0.1:" + front.port() + path);
        }

        /** Past the proxy, by which answers get lost. */
        URI direct(String path) {
            return URI.create("http://127.0.0.1:" + port + path);
        }
    }

    private final OwnPostgres postgres;

    private final String issuer;

    private final List<Node> nodes = new ArrayList<>();

    private final Set<String> away = ConcurrentHashMap.newKeySet();

    private Cluster(OwnPostgres postgres, String issuer) {
        this.postgres = postgres;
        this.issuer = issuer;
    }

    /** @param folder for the program and for what the nodes say */
    static Cluster start(Path folder, String... arguments) throws Exception {
        Cluster cluster = new Cluster(OwnPostgres.start(), "http://127.0.0.1:" + FreePort.next());
        try {
            NodeProgram program = new NodeProgram(folder);
            program.prepare(cluster.arguments(0, cluster.postgres.port()), fresh(folder.resolve("prepare.log")));
            for (String name : List.of("a", "b")) {
                cluster.nodes.add(
                        cluster.node(name, program, fresh(folder.resolve("node-" + name + ".log")), arguments));
            }
            cluster.nodes.forEach(node -> node.process().start());
            for (Node node : cluster.nodes) {
                if (!node.process().awaitReady(Duration.ofSeconds(90))) {
                    throw new IllegalStateException("A node did not get ready, see its log in " + folder);
                }
            }
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static Path fresh(Path log) throws IOException {
        Files.deleteIfExists(log);
        return log;
    }

    private Node node(String name, NodeProgram program, Path log, String... more) {
        int port = FreePort.next();
        TcpProxy front = new TcpProxy(port);
        TcpProxy back = new TcpProxy(postgres.port());
        List<String> arguments = arguments(port, back.port());
        arguments.addAll(List.of(more));
        return new Node(name, port, new NodeProcess(program, FreePort.next(), arguments, log), front, back);
    }

    /** As an operator would set it up; the rest is as it comes. */
    private List<String> arguments(int port, int database) {
        return new ArrayList<>(List.of(
                "--server.port=" + port,
                "--gatehouse.issuer=" + issuer,
                "--spring.config.additional-location=file:" + configuration(),
                "--spring.datasource.url=" + postgres.url(database),
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres",
                "--gatehouse.secret.key-encryption-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    }

    private static Path configuration() {
        return Path.of(URI.create(
                Objects.requireNonNull(Cluster.class.getResource("/crash.yml")).toString()));
    }

    OwnPostgres postgres() {
        return postgres;
    }

    String issuer() {
        return issuer;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** What a balancer does with a node that does not answer its checks. */
    void away(Node node, boolean isAway) {
        if (isAway) {
            away.add(node.name());
        } else {
            away.remove(node.name());
        }
    }

    /** Any node, seldom one that is known to be away. */
    Node any() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Node node = nodes.get(random.nextInt(nodes.size()));
        boolean asked = !away.contains(node.name()) || random.nextInt(8) == 0;
        return asked ? node : nodes.get(1 - nodes.indexOf(node));
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            node.process().close();
            node.front().close();
            node.back().close();
        }
        postgres.close();
    }
}
