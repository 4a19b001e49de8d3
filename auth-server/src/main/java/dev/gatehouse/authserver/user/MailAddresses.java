package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.notice.Notice;
import dev.gatehouse.authserver.notice.Notices;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.PageRefusal;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The mail addresses at which people are told what happens in their name. Each change is recorded, and told to the former
 * address and to the new one, in the transaction that makes it: it may not have been them.
 */
@Component
public class MailAddresses {

    private final JdbcClient jdbc;

    private final People people;

    private final SignInSessions sessions;

    private final Notices notices;

    private final AuditLog audit;

    private final Issuer issuer;

    MailAddresses(
            JdbcClient jdbc, People people, SignInSessions sessions, Notices notices, AuditLog audit, Issuer issuer) {
        this.jdbc = jdbc;
        this.people = people;
        this.sessions = sessions;
        this.notices = notices;
        this.audit = audit;
        this.issuer = issuer;
    }

    /**
     * A person changes their own.
     *
     * @param current that the person showed the password
     * @param email null for none
     * @return false if the password is another one by now; then nothing has changed
     * @throws PageRefusal if this browser was signed out meanwhile
     * @throws IllegalArgumentException if the address breaks {@link AccountRules}
     */
    @Transactional
    public boolean change(SignedIn signedIn, PasswordProof current, @Nullable String email) {
        Person known = signedIn.person();
        People.requireAllowed(new Details(Set.of(), Set.of(), email));
        if (!people.hold(current)) {
            return false;
        }
        if (!sessions.hold(signedIn)) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.FORBIDDEN, "You are no longer signed in")
                    .because("Your sign-in ended while your mail address was being changed. It was not changed.")
                    .remedy("Sign in again, then change it."));
        }
        Person before = people.find(known.id()).orElseThrow();
        jdbc.sql("update app_user set email = ?, version = version + 1 where id = ?")
                .param(email)
                .param(known.id())
                .update();
        changed(before, email, "person:" + known.id());
        return true;
    }

    /** Records and tells that the address of a person, whose row is held, is another one; nothing where it is the same. */
    void changed(Person before, @Nullable String email, String actor) {
        if (Objects.equals(before.email(), email)) {
            return;
        }
        Person after = new Person(
                before.id(),
                before.username(),
                before.displayName(),
                before.roles(),
                before.active(),
                before.groups(),
                email);
        Set<String> told = new LinkedHashSet<>();
        before.mailAddress().ifPresent(told::add);
        after.mailAddress().ifPresent(told::add);
        told.forEach(address -> notices.tellPerson(address, notice(after)));
        audit.append(AuditEvent.done("person.email_changed")
                .by(actor)
                .about(before.id().toString())
                .with("email", email)
                .with("email_before", before.email()));
    }

    private Notice notice(Person after) {
        String now = after.mailAddress()
                .map(address -> "You are told now at " + address + ".")
                .orElse("You are told by mail no more.");
        return new Notice(
                "person.email_changed",
                "Your mail address was changed",
                "The mail address of your account " + after.username() + " was changed. " + now
                        + "\n\nIf it was not you, choose another password, and tell your administrator:\n"
                        + issuer.url("/account") + "\n",
                Map.of());
    }
}
