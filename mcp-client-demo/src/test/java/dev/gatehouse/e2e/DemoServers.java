package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Both servers as processes of their own, on free ports and fresh data, in the profile demo. */
final class DemoServers implements AutoCloseable {

    static final String ALICE = "alice";
    static final String ALICES_PASSWORD = "demo-alice-2026";
    static final String ADMIN = "admin";
    static final String ADMINS_PASSWORD = "demo-admin-2026";

    private static final int START_SECONDS = 120;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final int managementPort = freePort();
    private final int mcpPort = freePort();
    private final String issuer = "http://127.0.0.1:" + freePort();

    private DemoServers(Path folder) {
        this.folder = folder;
    }

    /** Starts both and returns when they are ready; the arguments are more of the authorization server's. */
    static DemoServers start(Path folder, String... arguments) {
        return start(folder, issuer -> List.of(arguments));
    }

    /** The same with arguments that name the issuer, which is another one each time. */
    static DemoServers start(Path folder, Function<String, List<String>> arguments) {
        DemoServers servers = new DemoServers(folder);
        try {
            servers.startBoth(arguments.apply(servers.issuer).toArray(String[]::new));
            return servers;
        } catch (RuntimeException | Error failure) {
            servers.close();
            throw failure;
        }
    }

    String issuer() {
        return issuer;
    }

    String mcpUrl() {
        return "http://127.0.0.1:" + mcpPort + "/mcp";
    }

    /** What both servers wrote so far. */
    String logs() {
        return read("auth-server") + read("resource-server-demo");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void startBoth(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.profiles.active=demo",
                "--server.port=" + URI.create(issuer).getPort(),
                "--management.server.port=" + managementPort,
                "--gatehouse.issuer=" + issuer,
                "--gatehouse.data-dir=" + folder.resolve("auth-server"),
                "--gatehouse.demo.mcp-server=" + mcpUrl()));
        arguments.addAll(List.of(more));
        Process authServer = start("auth-server", arguments.toArray(String[]::new));
        Process mcpServer = start(
                "resource-server-demo",
                "--server.port=" + mcpPort,
                "--gatehouse.resource.issuer=" + issuer,
                "--gatehouse.resource.identifier=" + mcpUrl(),
                "--gatehouse.demo.data=" + folder.resolve("resource-server-demo"));
        awaitReady("auth-server", authServer, managementPort);
        awaitReady("resource-server-demo", mcpServer, mcpPort);
    }

    private Process start(String name, String... arguments) {
        try {
            Process process = new ProcessBuilder(
                            Programs.java(Programs.jar("gatehouse.e2e." + name), List.of(arguments)))
                    .redirectErrorStream(true)
                    .redirectOutput(log(name).toFile())
                    .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(String name, Process process, int port) {
        URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try {
            while (!isUp(readiness)) {
                if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
                    fail(name + " ended with status " + process.exitValue() + ":\n" + read(name));
                }
                if (System.nanoTime() > deadline) {
                    fail(name + " was not ready within " + START_SECONDS + " seconds:\n" + read(name));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean isUp(URI readiness) {
        try {
            return send(HttpRequest.newBuilder(readiness)).statusCode() == 200;
        } catch (UncheckedIOException notListeningYet) {
            return false;
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String read(String name) {
        try {
            return Files.readString(log(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        processes.forEach(DemoServers::awaitEnd);
        http.close();
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
