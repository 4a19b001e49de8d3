package dev.gatehouse.client;

import dev.gatehouse.client.http.Failure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;

/** The command {@code gatehouse}. */
@Command(
        name = "gatehouse",
        mixinStandardHelpOptions = true,
        versionProvider = Gatehouse.Version.class,
        description = "Signs you in to MCP servers and calls their tools.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:the tool reports an error, or doctor found one",
            "2:the command was not understood",
            "3:discovery, registration or sign-in failed",
            "4:access was denied, or a scope is missing",
            "5:the MCP server, the network or the credentials file failed"
        },
        subcommands = {
            ConnectCommand.class,
            ToolsCommand.class,
            CallCommand.class,
            WhoamiCommand.class,
            LogoutCommand.class,
            DoctorCommand.class,
            ConformanceCommand.class,
            HeadlessPersonCommand.class
        })
public final class Gatehouse {

    private static final int INTERNAL_ERROR = 70;

    private Gatehouse() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(new Surroundings(out, err, System.getenv(), InstantSource.system()))
                .execute(args));
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

    /** What a command has around it; tests bring their own. */
    record Surroundings(PrintWriter out, PrintWriter err, Map<String, String> environment, InstantSource clock) {}

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
