package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.consent.GivenGrants.Ended;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.PeopleAdministration;
import dev.gatehouse.authserver.user.PeopleAdministration.Reset;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ends a person's sign-ins and all that they gave, in one transaction, with one entry in the record. */
@Component
public class PersonEnding {

    private final PeopleAdministration people;

    private final GivenGrants given;

    private final AuditLog audit;

    PersonEnding(PeopleAdministration people, GivenGrants given, AuditLog audit) {
        this.people = people;
        this.given = given;
        this.audit = audit;
    }

    @Transactional
    public void disable(UUID id, int version, Administrator by) {
        int sessions = people.disable(id, version, by);
        record("person.disabled", id, by, sessions, given.endAllOf(id, "person_disabled"));
    }

    /** Returns the link, which is told this once (ruling 20). */
    @Transactional
    public String resetPassword(UUID id, int version, Administrator by) {
        Reset reset = people.resetPassword(id, version, by);
        record("person.password_reset", id, by, reset.sessionsEnded(), given.endAllOf(id, "password_reset"));
        return reset.link();
    }

    private void record(String type, UUID id, Administrator by, int sessions, Ended ended) {
        audit.append(AuditEvent.done(type)
                .by(by.actor())
                .about(id.toString())
                .with("sessions_ended", sessions)
                .with("consents_ended", ended.consents())
                .with("grants_ended", ended.grants()));
    }
}
