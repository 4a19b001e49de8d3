package dev.gatehouse.authserver.user;

/**
 * A person who showed their password.
 *
 * @param passwordHash what it was compared with
 */
record PasswordProof(Person person, String passwordHash) {

    @Override
    public String toString() {
        return "PasswordProof[" + person.id() + "]";
    }
}
