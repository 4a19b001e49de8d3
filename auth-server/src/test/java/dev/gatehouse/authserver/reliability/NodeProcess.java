package dev.gatehouse.authserver.reliability;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One node as a process of its own. */
final class NodeProcess implements AutoCloseable {

    private final NodeProgram program;

    private final List<String> arguments;

    private final Path log;

    private final int managementPort;

    private Process process;

    NodeProcess(NodeProgram program, int managementPort, List<String> arguments, Path log) {
        this.program = program;
        this.managementPort = managementPort;
        this.log = log;
        this.arguments = new ArrayList<>(arguments);
        this.arguments.add("--management.server.port=" + managementPort);
    }

    void start() {
        try {
            process = program.start(arguments, log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the kernel does when memory is out, and as a power cut does: kill -9. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void pause() {
        Signals.send("STOP", List.of(process.toHandle()));
    }

    void resume() {
        Signals.send("CONT", List.of(process.toHandle()));
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What the node says of itself to a balancer. */
    boolean ready() {
        return managementStatus("/actuator/health/readiness") == 200;
    }

    int managementStatus(String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + managementPort + path)
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(6000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Waits until it is ready; false if that takes longer. */
    boolean awaitReady(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < end) {
            if (ready()) {
                return true;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (process != null) {
            resume();
            kill();
        }
    }
}
