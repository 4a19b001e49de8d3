package dev.gatehouse.authserver.client;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What stored clients are ({@link LastingIdentity}). Whoever adds or changes one stores it with the rest; rows of before that
 * was done, or of a node of before, are filled in here.
 */
@Component
class ClientIdentities {

    private static final Logger log = LoggerFactory.getLogger(ClientIdentities.class);

    private static final int AT_ONCE = 200;

    private final JdbcClient jdbc;

    private final JdbcClientDirectory directory;

    private final TransactionTemplate transaction;

    ClientIdentities(JdbcClient jdbc, JdbcClientDirectory directory, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.directory = directory;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A client that stays what it is until the transaction ends. */
    record Held(String clientId, byte[] identityHash) {}

    private record Row(String clientId, byte @Nullable [] identityHash) {}

    /** Holds the client in the transaction under way; nothing if it is gone. */
    Optional<Held> hold(UUID id) {
        return jdbc.sql("select client_id, identity_hash from client where id = ? for update")
                .param(id)
                .query((row, index) -> new Row(row.getString(1), row.getBytes(2)))
                .optional()
                .map(row -> new Held(row.clientId(), row.identityHash() == null ? fill(id) : row.identityHash()));
    }

    @Scheduled(initialDelay = 5, fixedDelay = 3600, timeUnit = TimeUnit.SECONDS)
    void fillAll() {
        try {
            while (fillSome() == AT_ONCE) {
                // On to the next.
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("What clients are could not be stored, it is tried again in an hour: {}", e.getMessage());
        }
    }

    /** Rows that another node is working on are left to it. */
    @SuppressWarnings("NullAway") // the work's own word on null holds
    private int fillSome() {
        return transaction.execute(status -> {
            List<UUID> ids = jdbc.sql(
                            "select id from client where identity_hash is null limit ? for update skip locked")
                    .param(AT_ONCE)
                    .query(UUID.class)
                    .list();
            ids.forEach(this::fill);
            return ids.size();
        });
    }

    private byte[] fill(UUID id) {
        Client client = directory.find(id).orElseThrow();
        byte[] hash = LastingIdentity.of(client, directory.findMetadata(id).orElse(null))
                .hash();
        jdbc.sql("update client set identity_hash = ? where id = ?")
                .params(hash, id)
                .update();
        return hash;
    }
}
