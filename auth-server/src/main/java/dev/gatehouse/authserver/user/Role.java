package dev.gatehouse.authserver.user;

/** What a person may do here. */
public enum Role {
    /** Signs in, consents, and sees what they gave. */
    PERSON,
    /** Administers everything. */
    OWNER,
    /** Decides which clients may be used, and sees everything. */
    APPROVER,
    /** Sees everything that administrators see, and changes nothing. */
    AUDITOR
}
