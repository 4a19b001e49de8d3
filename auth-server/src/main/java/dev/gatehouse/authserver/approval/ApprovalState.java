package dev.gatehouse.authserver.approval;

/** What administrators have decided about a client. */
public enum ApprovalState {
    /** Nothing yet, or nothing that is still in force. */
    PENDING,
    APPROVED,
    BLOCKED
}
