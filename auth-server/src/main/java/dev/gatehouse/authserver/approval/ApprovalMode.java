package dev.gatehouse.authserver.approval;

/** Which clients pass that nobody has decided about, of those that no administrator set up. */
public enum ApprovalMode {
    /** Every one, but those that a rule or an administrator stops. */
    OPEN("Open", "Every client may be used. Rules and blocks still stop what they name."),
    /** Those that are known by a verified domain, and those that a rule names; all others wait. */
    BY_RULE(
            "By rule",
            "Well-known clients of verified domains pass, and those that your rules allow. All others wait."),
    /** None: every client waits for an administrator. */
    APPROVE_ALL("Approve all", "Every client waits until an administrator has approved it.");

    private final String label;

    private final String text;

    ApprovalMode(String label, String text) {
        this.label = label;
        this.text = text;
    }

    public String label() {
        return label;
    }

    /** What it means, in a sentence. */
    public String text() {
        return text;
    }
}
