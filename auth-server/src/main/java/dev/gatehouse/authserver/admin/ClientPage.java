package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientLabels;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The page of one client, as it is shown and shown again. */
@Component
class ClientPage {

    /** Of the form token of every form on it. */
    static final String PURPOSE = "clients";

    private static final int HISTORY = 10;

    private final ClientQuery clients;

    private final ClientDirectory directory;

    private final ClientLabels labels;

    private final GrantQuery grants;

    private final AuditQuery audit;

    private final Diary diary;

    private final FormTokens formTokens;

    ClientPage(
            ClientQuery clients,
            ClientDirectory directory,
            ClientLabels labels,
            GrantQuery grants,
            AuditQuery audit,
            Diary diary,
            FormTokens formTokens) {
        this.clients = clients;
        this.directory = directory;
        this.labels = labels;
        this.grants = grants;
        this.audit = audit;
        this.diary = diary;
        this.formTokens = formTokens;
    }

    String show(UUID id, SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        ClientSummary summary = clients.find(id).orElseThrow(PersonForm::notThere);
        Client client = directory.find(id).orElseThrow(PersonForm::notThere);
        model.addAttribute("summary", summary);
        model.addAttribute("client", client);
        model.addAttribute("label", labels.of(id));
        model.addAttribute("grants", grants.countLive(GrantFilter.ofClient(id)));
        model.addAttribute(
                "history",
                diary.lines(audit.page(AuditFilter.ofClient(summary.clientId()), null, HISTORY)
                        .entries()));
        model.addAttribute("names", signedIn.person().approver());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/client";
    }
}
