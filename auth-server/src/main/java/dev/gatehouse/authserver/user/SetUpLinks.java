package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The one-time link that makes the first administrator; only its hash is stored. */
@Component
class SetUpLinks {

    /** Held by whoever makes or uses a link: of two nodes, the later one sees what the earlier one did. */
    private static final String LOCK = "set_up";

    private final JdbcClient jdbc;

    private final Locks locks;

    private final People people;

    private final UserProperties properties;

    private final InstantSource clock;

    SetUpLinks(JdbcClient jdbc, Locks locks, People people, UserProperties properties, InstantSource clock) {
        this.jdbc = jdbc;
        this.locks = locks;
        this.people = people;
        this.properties = properties;
        this.clock = clock;
    }

    /** Makes a new link and voids every earlier one. */
    @Transactional
    public String renew() {
        locks.hold(LOCK);
        voidAll();
        String link = Secrets.random256();
        jdbc.sql("insert into one_time_link (link_hash, purpose, created_at, expires_at) values (?, 'SET_UP', ?, ?)")
                .param(Secrets.sha256(link))
                .param(now())
                .param(now().plus(properties.setUpLinkLifetime()))
                .update();
        return link;
    }

    public void voidAll() {
        jdbc.sql("delete from one_time_link where purpose = 'SET_UP' and used_at is null")
                .update();
    }

    boolean usable(String link) {
        return jdbc.sql("""
                        select count(*) from one_time_link
                        where link_hash = ? and purpose = 'SET_UP' and used_at is null and expires_at > ?""")
                                .param(Secrets.sha256(link))
                                .param(now())
                                .query(Long.class)
                                .single()
                        == 1
                && people.count() == 0;
    }

    /**
     * Uses the link up, makes the administrator and keeps what they answered, all or nothing.
     *
     * @throws Void if the link is unknown, used or expired, or there are people already; nothing has changed then
     */
    @Transactional
    public Person use(
            String link,
            String username,
            String displayName,
            HashedPassword password,
            Map<SetUpQuestion, String> answers) {
        locks.hold(LOCK);
        int used = jdbc.sql("""
                update one_time_link set used_at = ?
                where link_hash = ? and purpose = 'SET_UP' and used_at is null and expires_at > ?""")
                .param(now())
                .param(Secrets.sha256(link))
                .param(now())
                .update();
        if (used != 1 || people.count() > 0) {
            throw new Void();
        }
        Person person = people.insert(
                username, displayName, password, new Details(Set.of(Role.PERSON, Role.OWNER), Set.of(), null));
        answers.forEach((question, answer) -> question.answer(answer, person));
        return person;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /** The link works no more. */
    static final class Void extends RuntimeException {

        private Void() {
            super("The set-up link is unknown, used or expired", null, false, false);
        }
    }
}
