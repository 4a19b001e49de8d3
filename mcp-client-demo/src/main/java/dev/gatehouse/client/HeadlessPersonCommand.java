package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.browser.HeadlessPerson;
import dev.gatehouse.client.browser.HeadlessPerson.Wishes;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A stand-in for a person at a browser, for demonstrations and tests: {@code --browser} can name it. */
@Command(
        name = "headless-person",
        mixinStandardHelpOptions = true,
        description =
                "Opens an authorization URL without a browser, signs in and consents through the server's real HTML"
                        + " forms, and brings the answer back. For demonstrations and tests.")
final class HeadlessPersonCommand extends SessionCommand {

    @Parameters(index = "0", paramLabel = "URL", description = "The authorization URL.")
    private String url = "";

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "Who signs in.")
    private String user = "";

    @ArgGroup(multiplicity = "1")
    private PasswordSource password = new PasswordSource();

    @Option(
            names = "--allow",
            paramLabel = "SCOPE",
            split = "[ ,]+",
            description =
                    "Tick exactly these scopes. May be repeated. Default: leave the boxes as the page presents them.")
    private @Nullable List<String> allow;

    @Option(
            names = "--duration",
            paramLabel = "VALUE",
            description = "Choose this duration. Default: the page's own choice.")
    private @Nullable String duration;

    @Option(names = "--deny", description = "Deny instead of allowing.")
    private boolean deny;

    static final class PasswordSource {
        @Option(
                names = "--password-env",
                paramLabel = "NAME",
                description = "The environment variable that holds the password.")
        private @Nullable String variable;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "The file whose first line is the password.")
        private @Nullable Path file;
    }

    HeadlessPersonCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        Optional<Set<String>> scopes = Optional.ofNullable(allow).map(LinkedHashSet::new);
        Wishes wishes = new Wishes(user, password(), scopes, Optional.ofNullable(duration), deny);
        http.log().mask().remember(wishes.password());
        new HeadlessPerson(http, wishes).visit(WebUrl.require(Step.USAGE, "the authorization URL", url));
        return DONE;
    }

    private String password() {
        if (password.variable != null) {
            return Optional.ofNullable(surroundings().environment().get(password.variable))
                    .orElseThrow(() ->
                            new Failure(Step.USAGE, "the environment variable " + password.variable + " is not set."));
        }
        try {
            return Files.readString(Objects.requireNonNull(password.file))
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException unreadable) {
            throw new Failure(Step.USAGE, "the password file cannot be read: " + unreadable.getMessage());
        }
    }
}
