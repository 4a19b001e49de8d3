package dev.gatehouse.client;

import dev.gatehouse.client.http.Failure;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;

/** The command {@code gatehouse}. */
@Command(
        name = "gatehouse",
        mixinStandardHelpOptions = true,
        versionProvider = Gatehouse.Version.class,
        description =
                "Signs you in to MCP servers and calls their tools; keeps an authorization server as files describe it.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:the tool reports an error, doctor found one, or there are differences",
            "2:the command was not understood, or a file is not accepted",
            "3:discovery, registration or sign-in failed",
            "4:access was denied, or a scope is missing",
            "5:the MCP server, the admin API, the network or a file failed",
            "6:somebody else changed something meanwhile: run it again"
        },
        subcommands = {
            ConnectCommand.class,
            ToolsCommand.class,
            CallCommand.class,
            WhoamiCommand.class,
            LogoutCommand.class,
            DoctorCommand.class,
            ApplyCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            ConformanceCommand.class,
            HeadlessPersonCommand.class
        })
public final class Gatehouse {

    private static final int INTERNAL_ERROR = 70;

    private Gatehouse() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(new Surroundings(out, err, System.getenv(), InstantSource.system(), terminal()))
                .execute(args));
    }

    private static Optional<UnaryOperator<String>> terminal() {
        Console console = System.console();
        return console == null || !console.isTerminal()
                ? Optional.empty()
                : Optional.of(question -> Objects.requireNonNullElse(console.readLine("%s", question), ""));
    }

    /** The command in the given surroundings; {@code execute} returns the exit status. */
    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new Gatehouse(), new Factory(surroundings))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof Failure failure) {
                        surroundings.err().println("gatehouse: " + failure.getMessage());
                        return failure.step().exitStatus();
                    }
                    surroundings.err().println("gatehouse: an internal error, please report it:");
                    exception.printStackTrace(surroundings.err());
                    return INTERNAL_ERROR;
                });
    }

    /**
     * What a command has around it; tests bring their own.
     *
     * @param terminal asks a person and returns the answer; empty where input or output is none
     */
    record Surroundings(
            PrintWriter out,
            PrintWriter err,
            Map<String, String> environment,
            InstantSource clock,
            Optional<UnaryOperator<String>> terminal) {}

    /** Gives commands their surroundings. */
    private record Factory(Surroundings surroundings) implements IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (SessionCommand.class.isAssignableFrom(type)) {
                return type.getDeclaredConstructor(Surroundings.class).newInstance(surroundings);
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Gatehouse.class.getPackage().getImplementationVersion();
            return new String[] {"gatehouse " + (version == null ? "(not packaged)" : version)};
        }
    }
}
