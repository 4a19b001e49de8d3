package dev.gatehouse.authserver.testing;

/** The databases that everything stored is tested on. */
public enum Database {
    H2,
    POSTGRESQL
}
