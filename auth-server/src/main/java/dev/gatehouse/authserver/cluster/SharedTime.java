package dev.gatehouse.authserver.cluster;

import java.time.Instant;

/** The time by which nodes decide what they must agree on, whatever their own clocks say. */
public interface SharedTime {

    /** The database's time, asked of it anew; within a transaction maybe that of the transaction's beginning. */
    Instant now();
}
