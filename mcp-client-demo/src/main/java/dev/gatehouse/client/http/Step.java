package dev.gatehouse.client.http;

/** A step that can fail, the words that name it to a person, and the exit status that a script sees. */
public enum Step {
    USAGE("Reading the command", 2),
    DISCOVERY("Discovery", 3),
    REGISTRATION("Client registration", 3),
    SIGN_IN("Sign-in", 3),
    TOKEN("The token request", 3),
    REFRESH("Refreshing the token", 3),
    CREDENTIALS("Looking for credentials", 3),
    CONSENT("Consent", 4),
    STEP_UP("Step-up", 4),
    CONNECTION("Talking to the MCP server", 5),
    CALL("The tool call", 5),
    REVOCATION("Revocation", 5),
    STORE("The credentials file", 5),
    FILES("Reading the files", 2),
    CHECK("Checking the changes", 2),
    PERMISSION("Asking the admin API", 4),
    ADMIN_API("Talking to the admin API", 5),
    EXPORT("Writing the files", 5),
    CONFLICT("Changing it", 6);

    private final String words;
    private final int exitStatus;

    Step(String words, int exitStatus) {
        this.words = words;
        this.exitStatus = exitStatus;
    }

    public String words() {
        return words;
    }

    public int exitStatus() {
        return exitStatus;
    }
}
