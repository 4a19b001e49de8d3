package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.web.BrowserCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Signs a person in and out in one browser. */
@Component
class BrowserSignIn {

    private final People people;

    private final SignInSessions sessions;

    private final BrowserCookie cookie;

    private final AuditLog audit;

    private final ApplicationEventPublisher events;

    BrowserSignIn(
            People people,
            SignInSessions sessions,
            BrowserCookie cookie,
            AuditLog audit,
            ApplicationEventPublisher events) {
        this.people = people;
        this.sessions = sessions;
        this.cookie = cookie;
        this.audit = audit;
        this.events = events;
    }

    /** The same for a person who showed their password; false if it is not theirs any more. */
    @Transactional
    public boolean signIn(PasswordProof proof, HttpServletRequest request, HttpServletResponse response) {
        if (!people.hold(proof)) {
            return false;
        }
        signIn(proof.person(), request, response);
        return true;
    }

    /** Opens a session under a new cookie value (requirement S5); an earlier session of this browser ends. */
    @Transactional
    public void signIn(Person person, HttpServletRequest request, HttpServletResponse response) {
        @Nullable String previous = cookie.find(request).orElse(null);
        if (previous != null) {
            sessions.end(previous);
        }
        String value = cookie.replace(request, response);
        sessions.open(person, value);
        audit.append(AuditEvent.done("person.signed_in").by(actor(person)).about(subject(person)));
        events.publishEvent(new BrowserSignedIn(previous, value, person.id()));
    }

    /** Ends this browser's session, if it has one, and takes its cookie. */
    @Transactional
    public void signOut(SignedIn signedIn, HttpServletRequest request, HttpServletResponse response) {
        if (cookie.find(request).filter(sessions::end).isPresent()) {
            Person person = signedIn.person();
            audit.append(AuditEvent.done("person.signed_out").by(actor(person)).about(subject(person)));
        }
        cookie.clear(response);
    }

    private static String actor(Person person) {
        return "person:" + person.id();
    }

    private static String subject(Person person) {
        return person.id().toString();
    }
}
