package dev.gatehouse.authserver;

import dev.gatehouse.authserver.keys.KeyProgram;
import dev.gatehouse.authserver.recovery.CutOffProgram;
import dev.gatehouse.authserver.registration.InitialAccessTokenProgram;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The programs of the jar. All but the server are named by the first argument. */
final class Programs {

    private static final String USAGE = """
            usage: [--PROPERTY=VALUE ...]
                   PROGRAM [OPTIONS] [--PROPERTY=VALUE ...]
            Without a PROGRAM it starts the server. The others work beside it, on its database and with its properties:
              rotate-keys            lets the next signing keys sign, or replaces them at once
              rewrap-keys            encrypts all keys under the first key-encryption key
              initial-access-token   makes, lists and revokes tokens by which clients may register
              end-grants             ends everything that was granted before a time
            Each says how it is used where it is used wrongly. docs/operations.md says when, docs/configuration.md has the properties.""";

    private Programs() {}

    /**
     * Runs the program that is named, if it is not the server.
     *
     * @return its exit status, 2 for wrong usage; empty if the server is to be started
     */
    static OptionalInt run(String[] arguments, PrintStream out, PrintStream err) {
        String first = arguments.length == 0 ? "" : arguments[0];
        if (KeyProgram.NAMES.contains(first)) {
            return OptionalInt.of(KeyProgram.run(arguments, out, err));
        }
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        return switch (first) {
            case InitialAccessTokenProgram.NAME -> OptionalInt.of(InitialAccessTokenProgram.run(rest, out, err));
            case CutOffProgram.NAME -> OptionalInt.of(CutOffProgram.run(rest, out, err));
            default -> server(List.of(arguments), out, err);
        };
    }

    /** A word that means nothing would else start a server beside the one that runs. */
    private static OptionalInt server(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.println(USAGE);
            return OptionalInt.of(0);
        }
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                err.println("There is no program named " + argument + ".\n" + USAGE);
                return OptionalInt.of(2);
            }
        }
        return OptionalInt.empty();
    }
}
