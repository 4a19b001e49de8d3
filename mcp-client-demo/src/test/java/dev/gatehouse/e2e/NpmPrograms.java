package dev.gatehouse.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the npm client needs and not every machine has. */
final class NpmPrograms {

    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*", Pattern.DOTALL);
    private static final int OLDEST_NODE = 22;

    private NpmPrograms() {}

    static Path chromium() {
        return onPath("chromium", "chromium-browser", "google-chrome").orElseGet(() -> absent("Chromium"));
    }

    /** Node 22 or newer: {@code GATEHOUSE_NODE}, else the one on the path, else what {@code .ci/run} once installed. */
    static Path node() {
        return Stream.of(
                        Stream.ofNullable(System.getenv("GATEHOUSE_NODE")).map(Path::of),
                        onPath("node").stream(),
                        installedByCi())
                .flatMap(Function.identity())
                .filter(NpmPrograms::isNewEnough)
                .findFirst()
                .orElseGet(() -> absent("Node " + OLDEST_NODE));
    }

    private static Stream<Path> installedByCi() {
        Map<String, String> environment = System.getenv();
        String cache = environment.getOrDefault("XDG_CACHE_HOME", environment.getOrDefault("HOME", "") + "/.cache");
        File[] versions = Path.of(cache, "gatehouse-ci").toFile().listFiles((folder, name) -> name.startsWith("node-"));
        return Stream.ofNullable(versions)
                .flatMap(Arrays::stream)
                .map(folder -> folder.toPath().resolve("node_modules/node/bin/node"))
                .filter(Files::isExecutable);
    }

    static Path npm() {
        return onPath("npm").orElseGet(() -> absent("npm"));
    }

    /** Skips the test, and says so in one line. */
    private static Path absent(String what) {
        String sentence =
                "Skipped: the test with the npm client needs " + what + ", and there is none (.ci/run brings it)";
        System.out.println(sentence);
        Assumptions.abort(sentence);
        throw new IllegalStateException("abort() throws");
    }

    private static Optional<Path> onPath(String... names) {
        List<Path> candidates = new ArrayList<>();
        for (String name : names) {
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name))
                    .forEach(candidates::add);
        }
        return candidates.stream().filter(Files::isExecutable).findFirst();
    }

    private static boolean isNewEnough(Path node) {
        try {
            Process process = new ProcessBuilder(node.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes());
            Matcher version = VERSION.matcher(answer.strip());
            return process.waitFor(10, TimeUnit.SECONDS)
                    && version.matches()
                    && Integer.parseInt(version.group(1)) >= OLDEST_NODE;
        } catch (IOException unusable) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
