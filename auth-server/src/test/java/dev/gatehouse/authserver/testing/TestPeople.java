package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.util.Set;
import java.util.UUID;

/** People for one test each, so that tests do not see each other's sessions, agents and buckets. */
public final class TestPeople {

    public static final String PASSWORD = "a password for tests";

    private final People people;

    TestPeople(People people) {
        this.people = people;
    }

    /** A new active person with {@link #PASSWORD}. */
    public Person someone() {
        return create(people, "someone-" + UUID.randomUUID(), "Some One", PASSWORD, Role.PERSON);
    }

    /** A new active person without groups. */
    public static Person create(People people, String username, String displayName, String password, Role... roles) {
        return people.create(username, displayName, people.hashed(password), Set.of(roles), Set.of());
    }
}
