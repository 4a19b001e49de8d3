package dev.gatehouse.authserver.cluster;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * H2 closes its file where it cannot write to it, and opens it again for the next connection. Those that were there fail
 * from then on, but say that they are valid: the pool drops each that fails so, or would keep it for half an hour.
 */
final class ClosedDatabase implements SQLExceptionOverride {

    /** {@code DATABASE_IS_CLOSED}, {@code DATABASE_CALLED_AT_SHUTDOWN}. */
    private static final Set<Integer> CLOSED = Set.of(90098, 90121);

    @java.lang.Override
    public Override adjudicate(SQLException e) {
        return CLOSED.contains(e.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
