package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.consent.ConnectedAgents;
import dev.gatehouse.authserver.user.HashedPassword;
import dev.gatehouse.authserver.user.PasswordProof;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignInSessions;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes a password and ends what was begun under the old one (ruling 20). */
@Component
class PasswordChange {

    private final People people;

    private final SignInSessions sessions;

    private final ConnectedAgents agents;

    private final AuditLog audit;

    PasswordChange(People people, SignInSessions sessions, ConnectedAgents agents, AuditLog audit) {
        this.people = people;
        this.sessions = sessions;
        this.agents = agents;
        this.audit = audit;
    }

    /**
     * All or nothing. Every other browser of the person is signed out. Of several changes at once from the same password,
     * one is made.
     *
     * @param current that the person showed the password which this replaces
     * @param browserValue the browser that stays signed in
     * @param endAgents whether all agents are disconnected too
     * @return false if the password is another one by now; then nothing has changed
     * @throws PageRefusal if this browser was signed out meanwhile
     */
    @Transactional
    public boolean change(
            SignedIn signedIn,
            PasswordProof current,
            HashedPassword newPassword,
            @Nullable String browserValue,
            boolean endAgents) {
        if (!people.changePassword(current, newPassword)) {
            return false;
        }
        if (!sessions.hold(signedIn)) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.FORBIDDEN, "You are no longer signed in")
                    .because("Your sign-in ended while your password was being changed. It was not changed.")
                    .remedy("Sign in again, then change it."));
        }
        Person person = signedIn.person();
        int ended = sessions.endAll(person.id(), browserValue);
        int disconnected = endAgents ? agents.takeBackAll(person.id()) : 0;
        audit.append(AuditEvent.done("person.password_changed")
                .by("person:" + person.id())
                .about(person.id().toString())
                .with("sessions_ended", ended)
                .with("agents_ended", disconnected));
        return true;
    }
}
