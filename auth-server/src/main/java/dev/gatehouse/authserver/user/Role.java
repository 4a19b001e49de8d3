package dev.gatehouse.authserver.user;

/** What a person may do here. */
public enum Role {
    PERSON,
    ADMINISTRATOR
}
