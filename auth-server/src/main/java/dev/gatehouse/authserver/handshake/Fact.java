package dev.gatehouse.authserver.handshake;

/** All that a step may tell besides its outcome. None of it is a secret, and there is no other way to add one. */
public enum Fact {
    DOCUMENT("Document"),
    KNOWN_BY("Known by"),
    AUTH_METHOD("Authenticates by"),
    GRANT_TYPES("Grants"),
    REDIRECT_HOSTS("Answers go to"),
    APPROVAL("Approval"),
    ANSWER("Answer"),
    RESOURCE("MCP server"),
    SCOPE_ASKED("Asked for"),
    SCOPE_GRANTED("Got"),
    POLICY("Because"),
    REFRESH_TOKEN("Refresh token"),
    EXPIRES_IN("Good for");

    private final String label;

    Fact(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
