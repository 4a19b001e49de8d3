package dev.gatehouse.authserver.client;

/** Whether a client may be used. */
public enum ClientStatus {
    ACTIVE,
    DISABLED
}
