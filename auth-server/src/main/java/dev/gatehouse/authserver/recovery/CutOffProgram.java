package dev.gatehouse.authserver.recovery;

import dev.gatehouse.authserver.command.DatabaseProgram;
import dev.gatehouse.authserver.keys.KeyProgram;
import java.io.PrintStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.context.annotation.Import;

/**
 * Ends, from the command line, everything that was issued before a moment, after the database was restored from a copy:
 * {@code java -jar auth-server.jar end-grants --before=2026-11-28T12:00:00Z}. On the server's own database and configuration.
 */
@Import({KeyProgram.class, CutOff.class})
public class CutOffProgram {

    /** The first argument that asks for it. */
    public static final String NAME = "end-grants";

    private static final String USAGE = """
            usage: end-grants --before=TIME [--dry-run]
            ends every sign-in, waiting request, remembered consent, grant, initial access token and set-up link from before
            TIME (such as 2026-11-28T12:00:00Z) and replaces all keys. --dry-run only says how many there are.""";

    private static final String CONSEQUENCE = """
            People sign in and connect their agents again. No access token from before now is worth anything, whenever it was
            issued: introspection says so within 30 seconds, an MCP server that keeps the keys for 5 minutes may take it for so
            long. Not repaired, since nothing here can know it: passwords changed, and people and clients changed or deleted,
            after the copy was made, are as they were before.""";

    /**
     * @param arguments what follows {@link #NAME}; properties of the server may be among them
     * @return the exit status: 0 where it was done, 1 where the database or a key cannot be used, 2 for wrong usage
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        ApplicationArguments parsed = new DefaultApplicationArguments(arguments);
        Instant cutOff;
        try {
            cutOff = cutOff(parsed);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
        return DatabaseProgram.run(CutOffProgram.class, arguments, err, context -> {
            CutOff before = context.getBean(CutOff.class);
            if (parsed.containsOption("dry-run")) {
                before.count(cutOff).forEach((name, count) -> out.println(name + ": " + count + " would end"));
                out.println("all keys would be replaced; nothing was changed");
            } else {
                before.end(cutOff).forEach(out::println);
                out.println(CONSEQUENCE);
            }
            return 0;
        });
    }

    private static Instant cutOff(ApplicationArguments parsed) {
        if (!parsed.getNonOptionArgs().isEmpty()) {
            throw new IllegalArgumentException("Not understood: " + parsed.getNonOptionArgs());
        }
        for (String name : parsed.getOptionNames()) {
            // Every other option is one of the server's properties, whose names have dots.
            if (!name.contains(".") && !List.of("before", "dry-run").contains(name)) {
                throw new IllegalArgumentException("There is no option --" + name);
            }
        }
        if (parsed.containsOption("dry-run") && !List.of().equals(parsed.getOptionValues("dry-run"))) {
            throw new IllegalArgumentException("--dry-run takes no value");
        }
        List<String> values = parsed.getOptionValues("before");
        if (values == null || values.size() != 1) {
            throw new IllegalArgumentException("--before=TIME is needed, once");
        }
        try {
            return OffsetDateTime.parse(values.getFirst()).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--before is not a time with its offset, such as 2026-11-28T12:00:00Z: " + values.getFirst(), e);
        }
    }
}
