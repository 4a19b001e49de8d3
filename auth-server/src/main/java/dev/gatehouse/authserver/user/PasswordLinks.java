package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** One-time links by which a person without a password sets one; only their hashes are stored. */
@Component
class PasswordLinks {

    private final JdbcClient jdbc;

    private final People people;

    private final UserProperties properties;

    private final AuditLog audit;

    private final InstantSource clock;

    PasswordLinks(JdbcClient jdbc, People people, UserProperties properties, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.properties = properties;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a link for this person, and voids every earlier one of theirs, in the transaction under way. */
    String renew(UUID person) {
        voidAll(person);
        String link = Secrets.random256();
        jdbc.sql("""
                insert into one_time_link (link_hash, purpose, user_id, created_at, expires_at)
                values (?, 'PASSWORD', ?, ?, ?)""")
                .params(Secrets.sha256(link), person, now(), now().plus(properties.setUpLinkLifetime()))
                .update();
        return link;
    }

    void voidAll(UUID person) {
        jdbc.sql("delete from one_time_link where user_id = ? and used_at is null")
                .param(person)
                .update();
    }

    /** Whose link it is, if it works still. */
    Optional<Person> owner(String link) {
        return jdbc.sql("""
                        select user_id from one_time_link
                        where link_hash = ? and purpose = 'PASSWORD' and used_at is null and expires_at > ?""")
                .params(Secrets.sha256(link), now())
                .query(UUID.class)
                .optional()
                .flatMap(people::find)
                .filter(Person::active);
    }

    /**
     * Uses the link up and gives its person the password, both or neither.
     *
     * @return empty if the link does not work any more, or the person was disabled; nothing has changed then
     */
    @Transactional
    public Optional<Person> use(String link, HashedPassword password) {
        Optional<Person> owner = owner(link);
        if (owner.isEmpty() || !people.setFirstPassword(owner.get().id(), password)) {
            return Optional.empty();
        }
        int used = jdbc.sql("update one_time_link set used_at = ? where link_hash = ? and used_at is null")
                .params(now(), Secrets.sha256(link))
                .update();
        if (used != 1) {
            throw new IllegalStateException("A link was used by two, although its person was held");
        }
        String id = owner.get().id().toString();
        audit.append(AuditEvent.done("person.password_set").by("person:" + id).about(id));
        return owner;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
