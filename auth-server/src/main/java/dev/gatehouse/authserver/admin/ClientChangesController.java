package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientAdministration;
import dev.gatehouse.authserver.client.ClientAdministration.Removed;
import dev.gatehouse.authserver.client.ClientAdministration.Seen;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Several clients at once: the question with what it takes along, then the change of all of them or none. The chain of pages
 * lets only owners post.
 */
@Controller
class ClientChangesController {

    private static final String PURPOSE = "change-clients";

    /** A form has a hundred fields at the most. */
    private static final int MOST = 60;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Pattern SEEN = Pattern.compile(ID.pattern() + ":[0-9]{1,9}");

    private final ClientQuery clients;

    private final ClientAdministration administration;

    private final GrantQuery grants;

    private final FormTokens formTokens;

    ClientChangesController(
            ClientQuery clients, ClientAdministration administration, GrantQuery grants, FormTokens formTokens) {
        this.clients = clients;
        this.administration = administration;
        this.grants = grants;
        this.formTokens = formTokens;
    }

    /** What is done to them. */
    enum Act {
        DISABLE,
        ENABLE,
        REMOVE;

        boolean changes(ClientSummary client) {
            return switch (this) {
                case DISABLE -> client.active();
                case ENABLE -> !client.active();
                case REMOVE -> client.source() == ClientSource.DCR;
            };
        }

        Act undo() {
            return this == DISABLE ? ENABLE : DISABLE;
        }

        static Act of(HttpServletRequest request) {
            return Stream.of(values())
                    .filter(act -> act.name().equalsIgnoreCase(ClientSearch.value(request, "act")))
                    .findFirst()
                    .orElseThrow(() -> DecisionForm.unreadable("The form says no action", "Press one of its buttons."));
        }
    }

    /** A client of the question. */
    record Line(ClientSummary client, int grants, boolean changes) {}

    @GetMapping("/admin/change-clients")
    String question(Model model, HttpServletRequest request, HttpServletResponse response) {
        Act act = Act.of(request);
        Set<UUID> ids = new LinkedHashSet<>();
        values(request, ID).forEach(id -> ids.add(UUID.fromString(id)));
        Map<UUID, Integer> counts = grants.countLiveOf(ids);
        List<Line> lines = clients.findAll(ids).stream()
                .map(client -> new Line(client, counts.getOrDefault(client.id(), 0), act.changes(client)))
                .toList();
        List<Line> changed = lines.stream().filter(Line::changes).toList();
        model.addAttribute("act", act.name());
        model.addAttribute("lines", lines);
        model.addAttribute("changed", changed);
        model.addAttribute("ends", changed.stream().mapToInt(Line::grants).sum());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/change-clients";
    }

    @PostMapping("/admin/change-clients")
    String change(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        Act act = Act.of(request);
        List<Seen> seen = values(request, SEEN).stream()
                .map(value -> value.split(":"))
                .map(parts -> new Seen(UUID.fromString(parts[0]), Integer.parseInt(parts[1])))
                .toList();
        int ended = apply(act, seen, "person:" + signedIn.person().id());
        model.addAttribute("act", act.name());
        model.addAttribute("count", seen.size());
        model.addAttribute("ended", ended);
        model.addAttribute("undo", act.undo().name());
        model.addAttribute("after", clients.findAll(seen.stream().map(Seen::id).toList()));
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/changed-clients";
    }

    /** Returns how many grants ended. */
    private int apply(Act act, List<Seen> seen, String actor) {
        if (act == Act.REMOVE) {
            Removed removed = administration.remove(seen, actor);
            if (removed == null) {
                throw ClientsController.changedMeanwhile();
            }
            return removed.grants();
        }
        ClientStatus status = act == Act.DISABLE ? ClientStatus.DISABLED : ClientStatus.ACTIVE;
        if (!administration.set(seen, status, actor)) {
            throw ClientsController.changedMeanwhile();
        }
        return 0;
    }

    private static Set<String> values(HttpServletRequest request, Pattern form) {
        String[] values = request.getParameterValues("client");
        Set<String> all = values == null ? Set.of() : new LinkedHashSet<>(List.of(values));
        if (all.isEmpty()) {
            throw DecisionForm.unreadable("No client was ticked", "Go back and tick those that you mean.");
        }
        if (all.size() > MOST || !all.stream().allMatch(form.asMatchPredicate())) {
            throw DecisionForm.unreadable("The form cannot be read", "Tick " + MOST + " clients at the most.");
        }
        return all;
    }
}
