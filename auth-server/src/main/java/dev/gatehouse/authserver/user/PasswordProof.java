package dev.gatehouse.authserver.user;

/** That a person showed their password. It counts for as long as that password does: {@link People#hold} tells. */
public final class PasswordProof {

    private final Person person;

    private final String passwordHash;

    /** @param passwordHash what the password was compared with */
    PasswordProof(Person person, String passwordHash) {
        this.person = person;
        this.passwordHash = passwordHash;
    }

    Person person() {
        return person;
    }

    String passwordHash() {
        return passwordHash;
    }

    @Override
    public String toString() {
        return "PasswordProof[" + person.id() + "]";
    }
}
