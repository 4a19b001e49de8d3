package dev.gatehouse.authserver.resource;

/** What using a scope can do to the person's things, least first. */
public enum Risk {
    READ,
    WRITE,
    DESTRUCTIVE
}
