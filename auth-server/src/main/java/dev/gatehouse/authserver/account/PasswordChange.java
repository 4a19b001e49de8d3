package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.consent.ConnectedAgents;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignInSessions;
import org.jspecify.annotations.Nullable;
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
     * All or nothing. Every other browser of the person is signed out.
     *
     * @param browserValue the browser that stays signed in
     * @param endAgents whether all agents are disconnected too
     */
    @Transactional
    public void change(Person person, String newPassword, @Nullable String browserValue, boolean endAgents) {
        people.changePassword(person.id(), newPassword);
        int ended = sessions.endAll(person.id(), browserValue);
        int disconnected = endAgents ? agents.takeBackAll(person.id()) : 0;
        audit.append(AuditEvent.done("person.password_changed")
                .by("person:" + person.id())
                .about(person.id().toString())
                .with("sessions_ended", ended)
                .with("agents_ended", disconnected));
    }
}
