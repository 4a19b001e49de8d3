package dev.gatehouse.authserver.client;

/** How we know a client. */
public enum ClientSource {
    /** An administrator set it up. */
    ADMIN,
    /** It registered itself (RFC 7591); nobody has checked what it says of itself. */
    DCR,
    /** Its {@code client_id} is the address of its metadata document: who controls that address is who it is. */
    CIMD
}
