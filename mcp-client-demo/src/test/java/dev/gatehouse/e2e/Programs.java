package dev.gatehouse.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the packaged jars are, and how they are started. */
final class Programs {

    private Programs() {}

    /** Starts a jar with the Java that runs the tests. */
    static List<String> java(Path jar, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Each lives for a moment, or runs each path a few times.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        return command;
    }

    /** The jar that the build names in this system property. */
    static Path jar(String property) {
        Path jar = Path.of(System.getProperty(property, ""));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    property + " is \"" + jar + "\", which is no file: build all modules, with ./mvnw verify");
        }
        return jar;
    }
}
