package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code connect.mjs} at work: what it says, line by line. */
final class NpmClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final BufferedReader lines;

    private NpmClient(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    /** Installs exactly what the lock file names, outside the source tree; returns the script. */
    static Path install(Path npm, Path folder) throws IOException, InterruptedException {
        Path sources = Path.of("src", "test", "npm").toAbsolutePath();
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path log = folder.resolve("npm.log");
        Process process = new ProcessBuilder(npm.toString(), "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).describedAs(Files.readString(log)).isZero();
        return folder.resolve("connect.mjs");
    }

    static NpmClient start(Path node, Path script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(node.toString(), script.toString()));
        command.addAll(arguments);
        return new NpmClient(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line, which must have this member: the client asks nobody and does nothing else before. */
    JsonNode next(String member) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return fail("the npm client ended without " + member + "; what it said is above");
        }
        JsonNode answer = JSON.readTree(line);
        assertThat(answer.propertyNames()).as(line).contains(member);
        return answer;
    }

    /** Waits for its end, which must be a good one. */
    void awaitEnd() throws IOException, InterruptedException {
        assertThat(lines.readLine()).isNull();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
