package dev.gatehouse.authserver.audit;

/** Where state changes are recorded. Append-only. */
public interface AuditLog {

    /**
     * Records the event in the transaction that is under way, so that the change and its record exist together or not at
     * all (promise P15). Without a transaction the record stands alone.
     *
     * @throws RuntimeException if it could not be written; the change must then not happen either
     */
    void append(AuditEvent event);
}
