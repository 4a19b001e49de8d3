package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.cluster.DatabaseProduct;
import dev.gatehouse.authserver.cluster.NodeMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Copies of the codes that this node issued a moment ago, by their hashes: most come back at once, and need not be read then.
 * Each is given out once, and none is older than {@link #OLDEST}.
 *
 * <p>A copy tells what never changes of a code. Whether it may still be used is decided by its row and its family's, as those
 * are when it is consumed; where they say no, they are read, to tell why.
 */
@Component
class CodeCopies {

    static final Duration OLDEST = Duration.ofSeconds(5);

    private final NodeMemory<ByteBuffer, StoredToken> copies = NodeMemory.sinceKept(2_000, OLDEST);

    private final Changes changes;

    private final boolean postgresql;

    CodeCopies(Changes changes, DatabaseProduct product) {
        this.changes = changes;
        this.postgresql = product == DatabaseProduct.POSTGRESQL;
    }

    /** Keeps a copy of a new code, once it is stored. */
    void keep(StoredToken code) {
        // The embedded database is read in the transaction that decides, where a copy would spare next to nothing.
        if (postgresql) {
            changes.afterCommit(() -> copies.keep(ByteBuffer.wrap(code.hash()), code));
        }
    }

    /** The copy, for the last time; none where a transaction is under way, which reads what it decides by. */
    Optional<StoredToken> take(byte[] hash) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? Optional.empty()
                : copies.take(ByteBuffer.wrap(hash));
    }
}
