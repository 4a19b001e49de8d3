package dev.gatehouse.authserver.command;

import dev.gatehouse.authserver.secret.StartRefusal;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs a program beside the server, on the server's database and with its configuration. It makes no database and migrates
 * none.
 */
public final class DatabaseProgram {

    /** What H2 says of a file that another process has open. */
    private static final int DATABASE_IN_USE = 90_020;

    /** What H2 says where it would have to make a database. */
    private static final Set<Integer> DATABASE_ABSENT = Set.of(90_013, 90_146);

    private DatabaseProgram() {}

    /**
     * @param configuration what the program needs of the server
     * @param arguments the server's properties, among others
     * @param err gets the sentence that says why nothing was done
     * @param task gives the exit status; an {@link IllegalArgumentException} is wrong usage
     * @return the exit status: the task's, or 1 where the database or a key cannot be used, or 2 for wrong usage
     */
    public static int run(
            Class<?> configuration, String[] arguments, PrintStream err, ToIntFunction<ApplicationContext> task) {
        ExistingDatabase database = new ExistingDatabase();
        try (ConfigurableApplicationContext context = start(configuration, arguments, database)) {
            return task.applyAsInt(context);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (RuntimeException e) {
            err.println(explained(e, database));
            return 1;
        }
    }

    private static ConfigurableApplicationContext start(
            Class<?> configuration, String[] arguments, ExistingDatabase database) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .initializers(context -> context.getBeanFactory().registerSingleton("existingDatabase", database))
                .properties(
                        "logging.level.root=error",
                        "logging.level.org.springframework.boot=off",
                        // The server's health is told by parts that this program does not start.
                        "management.endpoint.health.validate-group-membership=false")
                .run(arguments);
    }

    private static String explained(Throwable failure, ExistingDatabase database) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExistingDatabase.Unusable || cause instanceof StartRefusal) {
                return Objects.requireNonNull(cause.getMessage());
            }
            if (cause instanceof SQLException sql && sql.getErrorCode() == DATABASE_IN_USE) {
                return "The running server has the embedded database " + database.name() + " open: stop it first."
                        + " On PostgreSQL the server may go on running.";
            }
            if (cause instanceof SQLException sql && DATABASE_ABSENT.contains(sql.getErrorCode())) {
                return "There is no database " + database.name()
                        + ". Run the command in the server's folder and with the server's configuration.";
            }
        }
        return "Nothing was done, on the database " + database.name() + ": " + failure.getMessage();
    }
}
