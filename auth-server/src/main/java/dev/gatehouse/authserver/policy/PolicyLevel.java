package dev.gatehouse.authserver.policy;

/** Whom a rule of policy is about, from all to one. */
public enum PolicyLevel {
    GLOBAL,
    RESOURCE,
    CLIENT,
    PERSON
}
