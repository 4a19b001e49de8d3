package dev.gatehouse.authserver.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;

/**
 * Listens for what other nodes changed, on a connection of its own, which it opens again when it is lost. Programs beside the
 * server hold no copies of anything.
 */
@Component
@ConditionalOnWebApplication
class NotificationListener implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(NotificationListener.class);

    private static final Duration LISTENING = Duration.ofSeconds(10);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    /** A connection that was cut without a word is given up. By their name others count the nodes. */
    private static final Properties LIMITS = new Properties();

    static {
        LIMITS.putAll(Map.of(
                "connectTimeout",
                "2",
                "socketTimeout",
                "15",
                "tcpKeepAlive",
                "true",
                "ApplicationName",
                ConnectedNodes.NAME));
    }

    private final DataSource connections;

    private final DatabaseProduct product;

    private final Invalidations invalidations;

    private volatile @Nullable Thread thread;

    NotificationListener(JdbcConnectionDetails details, DatabaseProduct product, Invalidations invalidations) {
        DriverManagerDataSource own = new DriverManagerDataSource(
                details.getJdbcUrl(), String.valueOf(details.getUsername()), String.valueOf(details.getPassword()));
        own.setConnectionProperties(LIMITS);
        this.connections = own;
        this.product = product;
        this.invalidations = invalidations;
    }

    @Override
    public void start() {
        if (product == DatabaseProduct.POSTGRESQL) {
            // Started when it is known to run: it would else end at once.
            Thread listening = Thread.ofVirtual().name("notifications").unstarted(this::listen);
            thread = listening;
            listening.start();
        }
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void listen() {
        while (isRunning()) {
            try (Connection connection = connections.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + Invalidations.CHANNEL);
                invalidations.missed();
                receive(connection.unwrap(PGConnection.class), statement);
            } catch (SQLException e) {
                if (isRunning()) {
                    log.warn(
                            "Other nodes' changes are seen a little later, for want of a connection: {}", e.toString());
                    pause();
                }
            }
        }
    }

    /** Asks the connection for a sign of life now and then, since one that was cut without a word stays silent too. */
    private void receive(PGConnection connection, Statement statement) throws SQLException {
        while (isRunning()) {
            PGNotification[] received = connection.getNotifications((int) LISTENING.toMillis());
            if (received == null || received.length == 0) {
                statement.execute("select 1");
                continue;
            }
            for (PGNotification notification : received) {
                invalidations.received(notification.getParameter());
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_ATTEMPTS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
