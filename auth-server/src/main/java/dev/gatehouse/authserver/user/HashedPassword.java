package dev.gatehouse.authserver.user;

/** A password that keeps {@link AccountRules}, as it is stored. */
public final class HashedPassword {

    private final String hash;

    HashedPassword(String hash) {
        this.hash = hash;
    }

    String hash() {
        return hash;
    }

    @Override
    public String toString() {
        return "HashedPassword[]";
    }
}
