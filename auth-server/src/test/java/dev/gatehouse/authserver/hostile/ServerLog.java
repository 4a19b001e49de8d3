package dev.gatehouse.authserver.hostile;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the server writes to its console, event by event and byte for byte, while this is open. */
final class ServerLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    /** @param text as the console has it, its line end included */
    record Event(String logger, boolean failure, String text) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();

    private final Logger root;

    private final Encoder<ILoggingEvent> encoder;

    private ServerLog(Logger root, Encoder<ILoggingEvent> encoder) {
        this.root = root;
        this.encoder = encoder;
    }

    static ServerLog open() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        OutputStreamAppender<ILoggingEvent> console = (OutputStreamAppender<ILoggingEvent>) root.getAppender("CONSOLE");
        ServerLog log = new ServerLog(root, console.getEncoder());
        log.setContext(root.getLoggerContext());
        log.start();
        root.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(new Event(
                event.getLoggerName(),
                event.getThrowableProxy() != null,
                new String(encoder.encode(event), StandardCharsets.UTF_8)));
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
