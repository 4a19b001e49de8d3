package dev.gatehouse.authserver.cluster;

/** The databases that differ in what they offer beyond the statements that both know. */
public enum DatabaseProduct {
    H2,
    POSTGRESQL
}
