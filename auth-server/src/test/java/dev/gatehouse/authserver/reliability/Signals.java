package dev.gatehouse.authserver.reliability;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes that a test started. */
final class Signals {

    private Signals() {}

    static void send(String signal, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        Stream<String> pids = processes.stream().map(process -> Long.toString(process.pid()));
        try {
            new ProcessBuilder(
                            Stream.concat(Stream.of("kill", "-" + signal), pids).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
