package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The packaged {@code gatehouse}, with a credentials file of its own. */
record CommandLineProgram(Path folder, String server) {

    private static final String PASSWORD_VARIABLE = "GATEHOUSE_E2E_PASSWORD";

    private static final String ADMINS_PASSWORD_VARIABLE = "GATEHOUSE_E2E_ADMINS_PASSWORD";

    private static final Pattern AUTHORIZATION_URL = Pattern.compile("(?m)^(https?://\\S+/authorize\\?\\S+)$");

    /** In the environment of each command, for clients that have one. */
    static final String SECRET = "a-secret-for-programs-of-the-tests-2026";

    static final String SECRET_VARIABLE = "GATEHOUSE_E2E_SECRET";

    /** How a command ended, and what it said. */
    record Outcome(int status, String out, String err) {}

    Path store() {
        return folder.resolve("credentials.json");
    }

    Outcome run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, server));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--store", store().toString()));
        return run(all);
    }

    /** Begins to connect and prints where a person has to go; {@link #signInUrl} tells it. */
    Process begin() {
        return start(List.of("connect", server, "--browser", "none", "--store", store().toString()));
    }

    /** Where the command that runs sends its person. */
    String signInUrl() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try {
            while (System.nanoTime() < deadline) {
                Matcher url = AUTHORIZATION_URL.matcher(Files.readString(err()));
                if (url.find()) {
                    return url.group(1);
                }
                Thread.sleep(50);
            }
            return fail("nobody was sent anywhere:\n" + Files.readString(err()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A command that is not about an MCP server. */
    Outcome runPlain(String... arguments) {
        return run(List.of(arguments));
    }

    /** For {@code --browser}: alice, who does this on the page. */
    String alice(String... wishes) {
        return person(DemoServers.ALICE, PASSWORD_VARIABLE, wishes);
    }

    /** For {@code --browser}: an owner. */
    String administrator(String... wishes) {
        return person(DemoServers.ADMIN, ADMINS_PASSWORD_VARIABLE, wishes);
    }

    private static String person(String username, String variable, String... wishes) {
        List<String> person =
                new ArrayList<>(List.of("headless-person", "--user", username, "--password-env", variable));
        person.addAll(List.of(wishes));
        return Programs.java(jar(), person).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    private static Path jar() {
        return Programs.jar("gatehouse.e2e.mcp-client-demo");
    }

    private Path out() {
        return folder.resolve("out.txt");
    }

    private Path err() {
        return folder.resolve("err.txt");
    }

    private Process start(List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(Programs.java(jar(), arguments))
                .redirectOutput(out().toFile())
                .redirectError(err().toFile());
        builder.environment().put(PASSWORD_VARIABLE, DemoServers.ALICES_PASSWORD);
        builder.environment().put(ADMINS_PASSWORD_VARIABLE, DemoServers.ADMINS_PASSWORD);
        builder.environment().put(SECRET_VARIABLE, SECRET);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome run(List<String> arguments) {
        return await(start(arguments));
    }

    /** How a command ends that was begun. */
    Outcome await(Process process) {
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(process.info() + " did not end within 90 seconds:\n" + Files.readString(err()));
            }
            return new Outcome(process.exitValue(), Files.readString(out()), Files.readString(err()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
