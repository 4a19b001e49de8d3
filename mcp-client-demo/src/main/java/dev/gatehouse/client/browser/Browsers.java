package dev.gatehouse.client.browser;

import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The ways to open an authorization URL. None uses a shell: the URL comes from a server and is one argument. */
public final class Browsers {

    private static final String NONE = "none";
    private static final String SYSTEM = "system";

    private Browsers() {}

    /** @param choice {@code system}, {@code none} or a command; a command is split at spaces outside of quotes */
    public static Browser of(String choice, PrintWriter out, Map<String, String> environment) {
        return switch (choice) {
            case NONE -> printing(out);
            case SYSTEM ->
                systemCommand(System.getProperty("os.name"), environment)
                        .map(command -> system(command, out))
                        .orElseGet(() -> printing(out));
            default -> command(words(choice));
        };
    }

    /** Follows the redirect itself, for authorization servers that ask nobody, as those of a test suite. */
    public static Browser following(Http http) {
        return (url, failed) -> {
            HttpAnswer answer = http.send(HttpCall.get(Step.SIGN_IN, url));
            Optional<String> location = answer.header("location");
            if (location.isEmpty()) {
                failed.accept("the authorization endpoint answers " + answer.status() + " and does not redirect back.");
                return;
            }
            URI callback = WebUrl.resolve(Step.SIGN_IN, url, location.get());
            http.send(HttpCall.get(Step.SIGN_IN, callback));
        };
    }

    private static Browser printing(PrintWriter out) {
        return (url, failed) -> {
            out.println("Open this address in a browser and sign in:");
            out.println(url);
            out.flush();
        };
    }

    private static Browser system(List<String> command, PrintWriter out) {
        return (url, failed) -> {
            out.println("Opening your browser to sign in at " + WebUrl.origin(url) + ".");
            out.flush();
            // A desktop that has no browser after all is no reason to give up: the person can open the address.
            start(command, url, problem -> printing(out).open(url, failed));
        };
    }

    private static Browser command(List<String> command) {
        return (url, failed) -> start(command, url, failed);
    }

    private static void start(List<String> command, URI url, Consumer<String> failed) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(url.toString());
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .redirectInput(Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT);
        try {
            builder.start().onExit().thenAccept(ended -> {
                if (ended.exitValue() != 0) {
                    failed.accept("the browser command " + command.getFirst() + " ended with status "
                            + ended.exitValue() + ".");
                }
            });
        } catch (IOException cannotStart) {
            failed.accept("the browser command " + command.getFirst() + " cannot be started: "
                    + cannotStart.getMessage() + ".");
        }
    }

    /** Empty where there is no desktop. */
    static Optional<List<String>> systemCommand(String operatingSystem, Map<String, String> environment) {
        String system = operatingSystem.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        if (system.contains("mac")) {
            return Optional.of(List.of("open"));
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return desktop ? Optional.of(List.of("xdg-open")) : Optional.empty();
    }

    /** Splits a command at spaces; single or double quotes keep a word with spaces together. */
    static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean started = false;
        for (char c : command.toCharArray()) {
            if (quote == 0 && Character.isWhitespace(c)) {
                if (started) {
                    words.add(word.toString());
                }
                word.setLength(0);
                started = false;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                started = true;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
                started = true;
            }
        }
        if (started) {
            words.add(word.toString());
        }
        return words.isEmpty() ? List.of(NONE) : words;
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }
}
