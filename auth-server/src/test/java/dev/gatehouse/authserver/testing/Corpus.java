package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * The inputs of a fuzz target: seeds, and what the fuzzer found. They are replayed by every build; {@code .ci/fuzz} starts
 * from them.
 */
public final class Corpus {

    private static final Path FOLDER = Path.of("src/test/resources/fuzz");

    private Corpus() {}

    /** The inputs of one target, by file name; there is at least one. */
    public static List<Named<byte[]>> of(Class<?> target) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(target.getSimpleName()))) {
            return files.sorted()
                    .map(file -> Named.of(file.getFileName().toString(), bytes(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    public static byte[] input(Class<?> target, String name) {
        return bytes(FOLDER.resolve(target.getSimpleName()).resolve(name));
    }

    /** An input as lines of text: so many, the last with all that is left; empty where the input has fewer. */
    public static List<String> lines(byte[] input, int count) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", count);
        String[] all = Arrays.copyOf(lines, count);
        Arrays.fill(all, lines.length, count, "");
        return List.of(all);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
