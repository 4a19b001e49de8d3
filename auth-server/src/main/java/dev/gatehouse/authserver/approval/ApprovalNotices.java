package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.notice.Notice;
import dev.gatehouse.authserver.notice.Notices;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.web.AdminPort;
import dev.gatehouse.authserver.web.DisplayName;
import dev.gatehouse.authserver.web.Issuer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells administrators who waits, and people what was decided. */
@Component
class ApprovalNotices {

    private final JdbcClient jdbc;

    private final People people;

    private final Notices notices;

    private final Issuer issuer;

    private final AdminPort port;

    ApprovalNotices(JdbcClient jdbc, People people, Notices notices, Issuer issuer, AdminPort port) {
        this.jdbc = jdbc;
        this.people = people;
        this.notices = notices;
        this.issuer = issuer;
        this.port = port;
    }

    void requested(ApprovalQuestion question, boolean more) {
        String app = DisplayName.of(question.client().clientName()).text();
        String person = question.person().displayName();
        // Where the console has a port of its own, those who may reach it know its address, and the issuer's leads
        // nowhere.
        String queue = port.apart() ? "/admin/approvals" : issuer.url("/admin/approvals");
        notices.tellAdministrators(new Notice(
                "approval.requested",
                person + (more ? " asks for more from " : " wants to use ") + app,
                person + " (" + question.person().username() + ") wants to use " + app + " at " + question.resource()
                        + ", for: " + String.join(", ", question.scopes())
                        + ".\n\n"
                        + (more
                                ? "Some of it needs an administrator's yes."
                                : "Nobody has decided yet whether it may be used.")
                        + (port.apart() ? " Decide in the console:\n" : " Decide here:\n") + queue + "\n",
                Map.of(
                        "app", app,
                        "person", question.person().username(),
                        "resource", question.resource(),
                        "scope", String.join(" ", question.scopes()),
                        "redirect_host", question.redirectHost(),
                        "url", queue)));
    }

    private record Told(UUID request, UUID person, String clientName) {}

    /** @param requests those whose waiting ended */
    void decided(List<UUID> requests, ApprovalDecision.Kind kind, @Nullable String reason) {
        if (requests.isEmpty()) {
            return;
        }
        boolean no = kind == ApprovalDecision.Kind.DENY || kind == ApprovalDecision.Kind.BLOCK;
        List<Told> told = jdbc.sql("""
                select r.id, r.user_id, a.client_name from approval_request r join approval a on a.id = r.approval_id
                where r.id in (:ids) order by r.id""")
                .param("ids", requests)
                .query((row, index) -> new Told(
                        row.getObject("id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        DisplayName.of(row.getString("client_name")).text()))
                .list();
        Map<UUID, String> addresses = addresses(told);
        for (Told one : told) {
            String address = addresses.get(one.person());
            if (address != null) {
                notices.tellPerson(address, notice(one, no, reason));
            }
        }
    }

    private Map<UUID, String> addresses(List<Told> told) {
        Map<UUID, String> addresses = new HashMap<>();
        people.findAll(told.stream().map(Told::person).distinct().toList())
                .forEach(person -> person.mailAddress().ifPresent(address -> addresses.put(person.id(), address)));
        return addresses;
    }

    private Notice notice(Told one, boolean no, @Nullable String reason) {
        return new Notice(
                "approval.decided",
                one.clientName() + (no ? " was not approved" : " was approved"),
                (no
                                ? "An administrator said no to " + one.clientName() + "."
                                : "You may use " + one.clientName()
                                        + ". If it has stopped waiting, press connect"
                                        + " in the app again; you will not wait again.")
                        + (reason == null ? "" : "\n\nThe administrator wrote: " + reason)
                        + "\n\n" + issuer.url("/approvals/" + one.request()) + "\n",
                Map.of());
    }
}
