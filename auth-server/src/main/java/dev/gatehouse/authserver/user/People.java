package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The people who can sign in. Safe for any thread. */
@Component
public class People {

    private static final String COLUMNS =
            "select id, username, display_name, password_hash, roles, status, member_of, email from app_user";

    private final JdbcClient jdbc;

    private final PasswordHashes hashes;

    private final AuditLog audit;

    private final InstantSource clock;

    People(JdbcClient jdbc, PasswordHashes hashes, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.hashes = hashes;
        this.audit = audit;
        this.clock = clock;
    }

    public Optional<Person> find(UUID id) {
        return row(id).map(Row::person);
    }

    /** Those of these people who are there. */
    public List<Person> findAll(Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : jdbc.sql(COLUMNS + " where id in (:ids)")
                        .param("ids", ids)
                        .query((rs, n) -> person(rs))
                        .list();
    }

    /** Upper and lower case and space around it make no difference. */
    public Optional<Person> findByUsername(String username) {
        return row(username).map(Row::person);
    }

    /**
     * The person with this name and password, if active. An unknown name, a wrong password and a disabled person cannot
     * be told apart, neither by the answer nor by its time (requirement S7).
     */
    Optional<PasswordProof> authenticate(String username, String password) {
        return authenticate(row(username), password);
    }

    /** The same for a person who is known already. */
    public Optional<PasswordProof> authenticate(UUID id, String password) {
        return authenticate(row(id), password);
    }

    private Optional<PasswordProof> authenticate(Optional<Row> row, String password) {
        boolean matches = hashes.matches(password, row.map(Row::passwordHash).orElse(null));
        return row.filter(found -> matches && found.person().active())
                .map(found -> new PasswordProof(found.person(), String.valueOf(found.passwordHash())));
    }

    /**
     * Holds the person until the transaction ends and tells whether the proof still counts: a new password, or disabling,
     * comes wholly before the sign-in that follows, or ends it (ruling 20). Whoever holds a session too holds it later.
     */
    boolean hold(PasswordProof proof) {
        // An update that changes nothing: select for update would also keep out rows that refer to the person, such as
        // the consent of somebody who already holds the session that a sign-in is about to end.
        return jdbc.sql("update app_user set status = status where id = ? and password_hash = ? and status = 'ACTIVE'")
                        .param(proof.person().id())
                        .param(proof.passwordHash())
                        .update()
                == 1;
    }

    /**
     * Adds an active person.
     *
     * @param groups the names of those that the person belongs to
     * @throws IllegalArgumentException if a value breaks {@link AccountRules}, with the sentence that says how
     * @throws org.springframework.dao.DuplicateKeyException if the username is taken
     */
    @Transactional
    public Person create(
            String username, String displayName, HashedPassword password, Set<Role> roles, Set<String> groups) {
        return insert(username, displayName, password, new Details(roles, groups, null));
    }

    /** @param password null for one who sets it by a link */
    Person insert(String username, String displayName, @Nullable HashedPassword password, Details details) {
        require(AccountRules.usernameProblem(username));
        require(AccountRules.displayNameProblem(displayName));
        requireAllowed(details);
        Person person = new Person(
                Secrets.uuid7(clock.instant()),
                AccountRules.normalize(username),
                displayName.strip(),
                details.roles(),
                true,
                details.groups(),
                details.email());
        jdbc.sql("""
                insert into app_user
                    (id, username, display_name, password_hash, roles, member_of, email, status, created_at,
                     password_changed_at)
                values (?, ?, ?, ?, ?, ?, ?, 'ACTIVE', ?, ?)""")
                .param(person.id())
                .param(person.username())
                .param(person.displayName())
                .param(password == null ? null : password.hash())
                .param(details.roleNames())
                .param(details.groupNames())
                .param(details.email())
                .param(now())
                .param(now())
                .update();
        audit.append(AuditEvent.done("person.created")
                .by("system")
                .about(person.id().toString())
                .with("username", person.username())
                .with("roles", details.roles().stream().sorted().toList())
                .with("groups", details.groups().isEmpty() ? null : new TreeSet<>(details.groups()))
                .with("email", details.email()));
        return person;
    }

    /**
     * For {@link #create} and {@link #changePassword}, before their transaction: it is slow on purpose.
     *
     * @throws IllegalArgumentException if the password breaks {@link AccountRules}, with the sentence that says which
     * @throws dev.gatehouse.authserver.web.PageRefusal 503 if too many passwords wait already
     */
    public HashedPassword hashed(String password) {
        return hashes.hash(password);
    }

    /**
     * Gives the person another password, and holds the person until the transaction ends. What else ends with the old
     * password is the caller's to do.
     *
     * @return false if the proof does not count any more; then nothing has changed
     */
    @Transactional
    public boolean changePassword(PasswordProof current, HashedPassword newPassword) {
        return jdbc.sql("""
                update app_user set password_hash = ?, password_changed_at = ?
                where id = ? and password_hash = ? and status = 'ACTIVE'""")
                        .param(newPassword.hash())
                        .param(now())
                        .param(current.person().id())
                        .param(current.passwordHash())
                        .update()
                == 1;
    }

    /** Gives a password to a person who has none, and holds the person; false if they have one by now, or were disabled. */
    boolean setFirstPassword(UUID id, HashedPassword password) {
        return jdbc.sql("""
                update app_user set password_hash = ?, password_changed_at = ?, version = version + 1
                where id = ? and password_hash is null and status = 'ACTIVE'""").params(password.hash(), now(), id).update() == 1;
    }

    public long count() {
        return jdbc.sql("select count(*) from app_user").query(Long.class).single();
    }

    static Person person(ResultSet row) throws SQLException {
        Set<Role> roles = Arrays.stream(row.getString("roles").split(" "))
                .map(Role::valueOf)
                .collect(Collectors.toSet());
        return new Person(
                row.getObject("id", UUID.class),
                row.getString("username"),
                row.getString("display_name"),
                roles,
                row.getString("status").equals("ACTIVE"),
                groups(row.getString("member_of")),
                row.getString("email"));
    }

    private static Set<String> groups(String names) {
        return names.isEmpty() ? Set.of() : Set.of(names.split(" "));
    }

    private Optional<Row> row(UUID id) {
        return jdbc.sql(COLUMNS + " where id = ?")
                .param(id)
                .query((rs, n) -> new Row(person(rs), rs.getString("password_hash")))
                .optional();
    }

    private Optional<Row> row(String username) {
        // Nobody has such a name, and PostgreSQL refuses text with a NUL.
        if (AccountRules.usernameProblem(username).isPresent()) {
            return Optional.empty();
        }
        return jdbc.sql(COLUMNS + " where username = ?")
                .param(AccountRules.normalize(username))
                .query((rs, n) -> new Row(person(rs), rs.getString("password_hash")))
                .optional();
    }

    static void requireAllowed(Details details) {
        details.groups().forEach(group -> require(AccountRules.groupProblem(group)));
        if (details.email() != null) {
            require(AccountRules.emailProblem(details.email()));
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static void require(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new IllegalArgumentException(sentence);
        });
    }

    private record Row(Person person, @Nullable String passwordHash) {}
}
