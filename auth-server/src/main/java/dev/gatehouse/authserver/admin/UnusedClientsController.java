package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientAdministration;
import dev.gatehouse.authserver.client.ClientAdministration.Removed;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientQuery.Filter;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Clients that registered themselves and that nobody uses any more: which they are, then away with them. The chain of pages
 * lets only owners post.
 */
@Controller
class UnusedClientsController {

    private static final String PURPOSE = "unused-clients";

    private static final int SHOWN = 100;

    /** So many in each transaction, each with its entry in the record. */
    private static final int STEP = 500;

    /** After so long the page asks to go on. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final ClientQuery clients;

    private final ClientAdministration administration;

    private final GrantQuery grants;

    private final FormTokens formTokens;

    UnusedClientsController(
            ClientQuery clients, ClientAdministration administration, GrantQuery grants, FormTokens formTokens) {
        this.clients = clients;
        this.administration = administration;
        this.grants = grants;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/unused-clients")
    String question(Model model, HttpServletRequest request, HttpServletResponse response) {
        return page(days(request, 30), null, model, request, response);
    }

    @PostMapping("/admin/unused-clients")
    String remove(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        int days = days(request, 0);
        if (days == 0) {
            throw DecisionForm.unreadable("The number of days cannot be taken", "Give a number from 1 to 3650.");
        }
        String actor = "person:" + signedIn.person().id();
        long until = System.nanoTime() + AT_ONCE.toNanos();
        Removed all = new Removed(0, 0);
        Removed step;
        do {
            step = administration.removeUnused(days, STEP, actor);
            all = new Removed(all.clients() + step.clients(), all.grants() + step.grants());
        } while (step.clients() == STEP && System.nanoTime() < until);
        return page(days, all, model, request, response);
    }

    private String page(
            int days,
            @Nullable Removed removed,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        Filter filter = Filter.removable(days);
        List<ClientSummary> shown = clients.list(filter, null, SHOWN);
        model.addAttribute("days", days);
        model.addAttribute("removed", removed);
        model.addAttribute("clients", shown);
        model.addAttribute("count", clients.count(filter));
        model.addAttribute("grants", clients.countGrants(filter));
        model.addAttribute(
                "grantsOf",
                grants.countLiveOf(shown.stream().map(ClientSummary::id).toList()));
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/unused-clients";
    }

    private static int days(HttpServletRequest request, int otherwise) {
        String days = ClientSearch.value(request, "days");
        return days.matches("[1-9][0-9]{0,3}") && Integer.parseInt(days) <= 3650 ? Integer.parseInt(days) : otherwise;
    }
}
