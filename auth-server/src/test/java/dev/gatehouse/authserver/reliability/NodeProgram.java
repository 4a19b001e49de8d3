package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.Launcher;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a node is started: the classes of this build as a jar, without the tests' own, by the Java that runs the tests, with
 * the heap of the packaged form. They are laid ready in an AOT cache (JEP 514), as an operator may do, so that a node that was
 * killed is back soon.
 */
final class NodeProgram {

    private final Path archive;

    private final String classPath;

    private final List<String> heap;

    NodeProgram(Path folder) throws IOException {
        this.archive = folder.resolve("classes.aot").toAbsolutePath();
        Path jar = folder.resolve("auth-server.jar").toAbsolutePath();
        this.classPath = jar + File.pathSeparator + libraries();
        this.heap = heapOfThePackagedForm();
        Files.deleteIfExists(archive);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            add(Path.of("target", "classes"), out);
        }
    }

    private static List<String> heapOfThePackagedForm() throws IOException {
        String script = Files.readString(Path.of("src", "main", "scripts", "gatehouse"));
        Matcher options = Pattern.compile(" heap=\"([^\"]+)\"").matcher(script);
        if (!options.find()) {
            throw new IllegalStateException("The script gives the JVM no heap");
        }
        return List.of(options.group(1).split(" "));
    }

    private static String libraries() {
        String all = Objects.requireNonNullElse(
                System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void add(Path classes, JarOutputStream out) throws IOException {
        try (var files = Files.walk(classes)) {
            for (Path file : files.filter(one -> !one.equals(classes)).toList()) {
                boolean folder = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(classes.relativize(file) + (folder ? "/" : "")));
                if (!folder) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
    }

    /** Fills the database and lays the classes ready: a node that ends once it could have begun. */
    void prepare(List<String> arguments, Path log) throws IOException, InterruptedException {
        Process process =
                start(List.of("-XX:AOTCacheOutput=" + archive, "-Dspring.context.exit=onRefresh"), arguments, log);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The server does not start, see " + log);
        }
    }

    Process start(List<String> arguments, Path log) throws IOException {
        return start(List.of("-XX:AOTCache=" + archive), arguments, log);
    }

    private Process start(List<String> options, List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(heap);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Launcher.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
