package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What owners do about people. Each change names the version that it saw; of two the second is refused with 409. Nobody
 * changes their own roles or, without their password, mail address, or disables themselves, and an owner who can sign in is always left. What else ends with a person
 * is the caller's to do, in the same transaction.
 */
@Component
public class PeopleAdministration {

    /** Held by whoever may take an owner away: of two at once, the later one sees who is left. */
    private static final String LOCK = "owners";

    private final JdbcClient jdbc;

    private final People people;

    private final PasswordLinks links;

    private final SignInSessions sessions;

    private final MailAddresses addresses;

    private final Locks locks;

    private final AuditLog audit;

    PeopleAdministration(
            JdbcClient jdbc,
            People people,
            PasswordLinks links,
            SignInSessions sessions,
            MailAddresses addresses,
            Locks locks,
            AuditLog audit) {
        this.jdbc = jdbc;
        this.people = people;
        this.links = links;
        this.sessions = sessions;
        this.addresses = addresses;
        this.locks = locks;
        this.audit = audit;
    }

    /** Who was invited, and the value of their link, which is told this once. */
    public record Invited(Person person, String link) {

        @Override
        public String toString() {
            return "Invited[" + person.id() + "]";
        }
    }

    /**
     * Adds a person without a password, and the link by which they set one.
     *
     * @throws IllegalArgumentException if a value breaks {@link AccountRules}
     * @throws org.springframework.dao.DuplicateKeyException if the username is taken
     */
    @Transactional
    public Invited invite(String username, String displayName, Details details, Administrator by) {
        Person person = people.insert(username, displayName, null, details);
        audit.append(event("person.invited", person.id(), by));
        return new Invited(person, links.renew(person.id()));
    }

    /**
     * Sets roles, groups and mail address; the person is told of another address there and at the former one.
     *
     * @throws IllegalArgumentException if a value breaks {@link AccountRules}
     */
    @Transactional
    public void change(UUID id, int version, Details details, Administrator by) {
        People.requireAllowed(details);
        Set<Role> roles = details.roles();
        locks.hold(LOCK);
        Person before = people.find(id).orElseThrow(PeopleAdministration::notThere);
        boolean newRoles = !before.roles().equals(roles);
        if (newRoles && id.equals(by.personId())) {
            throw refused("Nobody changes their own roles", "Ask another owner.");
        }
        if (id.equals(by.personId()) && !Objects.equals(before.email(), details.email())) {
            throw refused(
                    "Your own mail address is changed on your own pages", "Go to Your agents, then Mail address.");
        }
        if (before.owner() && !roles.contains(Role.OWNER)) {
            requireAnotherOwner(id);
        }
        int changed = jdbc.sql("update app_user set roles = ?, member_of = ?, email = ?, version = version + 1"
                        + " where id = ? and version = ?")
                .param(details.roleNames())
                .param(details.groupNames())
                .param(details.email())
                .params(id, version)
                .update();
        requireChanged(changed);
        addresses.changed(before, details.email(), by.actor());
        if (!newRoles && before.groups().equals(details.groups())) {
            return;
        }
        audit.append(event(newRoles ? "person.roles_changed" : "person.changed", id, by)
                .with("roles", new TreeSet<>(roles))
                .with("roles_before", new TreeSet<>(before.roles()))
                .with("groups", new TreeSet<>(details.groups()))
                .with("groups_before", new TreeSet<>(before.groups())));
    }

    /** Keeps the person out and ends their sign-ins; the row is held from here on. Returns how many sign-ins ended. */
    @Transactional
    public int disable(UUID id, int version, Administrator by) {
        if (id.equals(by.personId())) {
            throw refused("Nobody disables themselves", "Ask another owner.");
        }
        locks.hold(LOCK);
        if (people.find(id).orElseThrow(PeopleAdministration::notThere).owner()) {
            requireAnotherOwner(id);
        }
        requireChanged(jdbc.sql("update app_user set status = 'DISABLED', version = version + 1"
                        + " where id = ? and version = ? and status = 'ACTIVE'")
                .params(id, version)
                .update());
        links.voidAll(id);
        return sessions.endAll(id, null);
    }

    /** Lets the person in again. What they gave before stays ended. */
    @Transactional
    public void enable(UUID id, int version, Administrator by) {
        requireChanged(jdbc.sql("update app_user set status = 'ACTIVE', version = version + 1"
                        + " where id = ? and version = ? and status = 'DISABLED'")
                .params(id, version)
                .update());
        audit.append(event("person.enabled", id, by));
    }

    /** What a reset did: the link, told this once, and how many sign-ins ended. */
    public record Reset(String link, int sessionsEnded) {

        @Override
        public String toString() {
            return "Reset[sessionsEnded=" + sessionsEnded + "]";
        }
    }

    /** Takes the password away and makes a link for a new one; ends the sign-ins (ruling 20). */
    @Transactional
    public Reset resetPassword(UUID id, int version, Administrator by) {
        if (id.equals(by.personId())) {
            throw refused("Your own password is changed on your own pages", "Go to Your agents, then Password.");
        }
        locks.hold(LOCK);
        if (people.find(id).orElseThrow(PeopleAdministration::notThere).owner()) {
            requireAnotherOwner(id);
        }
        requireChanged(jdbc.sql("update app_user set password_hash = null, version = version + 1"
                        + " where id = ? and version = ? and status = 'ACTIVE'")
                .params(id, version)
                .update());
        return new Reset(links.renew(id), sessions.endAll(id, null));
    }

    /** One who can sign in. */
    private void requireAnotherOwner(UUID id) {
        boolean left = jdbc.sql("""
                        select 1 from app_user where status = 'ACTIVE' and roles like '%OWNER%' and password_hash is not null
                            and id <> ? limit 1""").param(id).query(Integer.class).optional().isPresent();
        if (!left) {
            throw refused("This is the last owner", "Make somebody else an owner first, and let them sign in.");
        }
    }

    private static void requireChanged(int rows) {
        if (rows != 1) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "Somebody else changed this person meanwhile")
                    .because("Nothing was changed by you.")
                    .remedy("Look at the person again, then decide."));
        }
    }

    private static PageRefusal refused(String headline, String remedy) {
        return new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, headline)
                .because("Nothing was changed.")
                .remedy(remedy));
    }

    private static PageRefusal notThere() {
        return new PageRefusal(
                ErrorPage.of(HttpStatus.NOT_FOUND, "This person is not there").remedy("Look at the list of people."));
    }

    private static AuditEvent event(String type, UUID id, Administrator by) {
        return AuditEvent.done(type).by(by.actor()).about(id.toString());
    }
}
