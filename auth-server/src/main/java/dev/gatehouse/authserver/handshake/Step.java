package dev.gatehouse.authserver.handshake;

/** The steps by which a client connects, in the order in which a first connection takes them. */
public enum Step {
    DISCOVERY("Read this server's metadata", "reading the metadata", "Only read the metadata"),
    REGISTRATION("Registered itself", "registration", "Registered, and went no further"),
    PUSHED_REQUEST("Sent its authorization request ahead", "the pushed request", "Sent its request, but nobody came"),
    AUTHORIZE("Sent a person here", "authorization", "Sent a person, who did not answer"),
    SIGN_IN("The person signed in", "sign-in", "The person signed in, but did not answer"),
    CLIENT_DOCUMENT("Its metadata document was read", "its metadata document", "The person did not answer"),
    APPROVAL("Asked whether it may be used", "approval", "Waits for an administrator's approval"),
    CONSENT("The person answered", "consent", "Allowed, but it fetched no token"),
    TOKEN("Fetched a token", "the token", "Connected"),
    REFRESH("Refreshed its token", "refresh", "Connected"),
    REVOCATION("Gave a token back", "revocation", "Gave its access back"),
    INTROSPECTION("Asked about a token", "introspection", "Asked about a token"),
    MANAGEMENT("Managed its registration", "managing its registration", "Managed its registration");

    private final String title;

    private final String place;

    private final String reached;

    Step(String title, String place, String reached) {
        this.title = title;
        this.place = place;
        this.reached = reached;
    }

    /** What was done, as a heading. */
    public String title() {
        return title;
    }

    /** The step as a place at which one is refused. */
    public String place() {
        return place;
    }

    /** How far a client got whose last step was this one, and done. */
    public String reached() {
        return reached;
    }

    /** Whether it belongs to an attempt that began earlier: alone, and done, it is no attempt to connect. */
    boolean onlyFollows() {
        return this == REFRESH || this == REVOCATION || this == INTROSPECTION || this == MANAGEMENT;
    }

    /** Whether it is counted rather than stored again, where the same was just done. */
    boolean repeats() {
        return this == DISCOVERY || this == TOKEN || this == REFRESH;
    }
}
