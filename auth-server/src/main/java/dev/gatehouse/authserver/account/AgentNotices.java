package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.AgentConnected;
import dev.gatehouse.authserver.notice.Notice;
import dev.gatehouse.authserver.notice.Notices;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.web.Issuer;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells people that an agent came in or got more, in the transaction in which it did: it may not have been them. */
@Component
class AgentNotices {

    private final People people;

    private final Notices notices;

    private final Issuer issuer;

    AgentNotices(People people, Notices notices, Issuer issuer) {
        this.people = people;
        this.notices = notices;
        this.issuer = issuer;
    }

    @EventListener
    void tell(AgentConnected event) {
        people.find(event.personId())
                .flatMap(Person::mailAddress)
                .ifPresent(address -> notices.tellPerson(address, notice(event)));
    }

    private Notice notice(AgentConnected event) {
        String name = event.label() == null ? event.clientName() : event.clientName() + " (" + event.label() + ")";
        String may = event.added().stream().map(Scope::text).collect(Collectors.joining("\n- ", "- ", "\n"));
        return new Notice(
                event.grown() ? "agent.grown" : "agent.connected",
                event.grown() ? name + " may do more for you" : name + " was connected to your account",
                (event.grown() ? "You let " + name + " do more at " : "You let " + name + " use ")
                        + event.resourceName() + " (" + event.resourceUri() + "):\n" + may
                        + "\nIf it was not you, take it back, and choose another password:\n" + issuer.url("/account")
                        + "\n",
                Map.of());
    }
}
