package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.SecretMask;
import dev.gatehouse.client.http.WireLog;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that speaks HTTP. Its failures are said through the log, which masks secrets. */
abstract class SessionCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int TOOL_ERROR = 1;
    static final int DIFFERENCES = 1;

    private final Surroundings surroundings;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show each exchange on the standard error stream, with secrets masked.")
    private boolean verbose;

    SessionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @return the exit status */
    abstract int run(Http http);

    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public final Integer call() {
        WireLog log = new WireLog(surroundings.err(), new SecretMask(), verbose);
        try (Http http = new Http(log)) {
            return run(http);
        } catch (Failure failure) {
            log.say("gatehouse: " + failure.getMessage());
            return failure.step().exitStatus();
        }
    }
}
