package dev.gatehouse.authserver.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells every node that something was changed of which it may hold a copy: this one as soon as the change is committed, the
 * others by PostgreSQL's notifications, usually within milliseconds. A notification can be lost with its connection, so a
 * copy needs a bounded age besides.
 */
@Component
public class Invalidations {

    private static final Logger log = LoggerFactory.getLogger(Invalidations.class);

    static final String CHANNEL = "gatehouse_changed";

    private final JdbcClient jdbc;

    private final DatabaseProduct product;

    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();

    Invalidations(JdbcClient jdbc, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.product = product;
    }

    /** @param drop drops the copy under this key; under an empty one, all copies */
    public void on(String topic, Consumer<String> drop) {
        listeners.computeIfAbsent(topic, any -> new CopyOnWriteArrayList<>()).add(drop);
    }

    /** Says that this was changed, by the transaction under way if there is one: nobody is told before it is committed. */
    public void changed(String topic, String key) {
        if (product == DatabaseProduct.POSTGRESQL) {
            jdbc.sql("select pg_notify(?, ?)")
                    .params(CHANNEL, topic + " " + key)
                    .query((row, index) -> true)
                    .single();
        }
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            drop(topic, key);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                drop(topic, key);
            }
        });
    }

    /** What another node says. */
    void received(String message) {
        int space = message.indexOf(' ');
        if (space > 0) {
            drop(message.substring(0, space), message.substring(space + 1));
        }
    }

    /** Drops all copies, where something may have been missed. */
    void missed() {
        listeners.values().forEach(all -> all.forEach(listener -> tell(listener, "")));
    }

    private void drop(String topic, String key) {
        listeners.getOrDefault(topic, List.of()).forEach(listener -> tell(listener, key));
    }

    /** One that fails keeps no other from being told, and does not undo what is committed. */
    private static void tell(Consumer<String> listener, String key) {
        try {
            listener.accept(key);
        } catch (RuntimeException e) {
            log.error("What a change made old could not be dropped, and stands until its age ends it", e);
        }
    }
}
