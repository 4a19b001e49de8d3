package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

class StorageLogTests {

    private final Logger logger = (Logger) LoggerFactory.getLogger(StorageLog.class);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
    }

    private boolean[] withStack() {
        boolean[] with = new boolean[logged.list.size()];
        for (int i = 0; i < with.length; i++) {
            with[i] = logged.list.get(i).getThrowableProxy() != null;
        }
        return with;
    }

    @Test
    @DisplayName("L05 L06 each request that the storage failed has its line, few have their stack")
    void isShort() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
        StorageLog log = new StorageLog(nanos::get);
        RuntimeException failure =
                new DataAccessResourceFailureException("No", new IllegalStateException("No space left\non device"));

        for (int i = 0; i < 3; i++) {
            log.say("R-" + i + ": storage failed at /token\r\nforged", failure);
        }
        nanos.addAndGet(StorageLog.BETWEEN_STACKS.toNanos() - 1);
        log.say("R-3", failure);
        nanos.incrementAndGet();
        log.say("R-4", failure);

        assertThat(withStack()).containsExactly(true, false, false, false, true);
        assertThat(logged.list.get(1).getFormattedMessage())
                .isEqualTo("R-1: storage failed at /token??forged: java.lang.IllegalStateException:"
                        + " No space left?on device");
    }
}
