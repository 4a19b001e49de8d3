package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.GrantSearch.Wanted;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.consent.BulkEnding;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.token.GrantSummary;
import dev.gatehouse.authserver.token.TokenRow;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The grants: found by whom, what and where, and ended. The chain of pages lets only owners post. */
@Controller
class GrantsController {

    private static final String PURPOSE = "grants";

    private static final int PAGE = 25;

    private static final int TOKENS = 50;

    private final GrantQuery grants;

    private final GrantSearch search;

    private final BulkEnding ending;

    private final ClientDirectory clients;

    private final AuditQuery audit;

    private final Diary diary;

    private final FormTokens formTokens;

    private final InstantSource clock;

    GrantsController(
            GrantQuery grants,
            GrantSearch search,
            BulkEnding ending,
            ClientDirectory clients,
            AuditQuery audit,
            Diary diary,
            FormTokens formTokens,
            InstantSource clock) {
        this.grants = grants;
        this.search = search;
        this.ending = ending;
        this.clients = clients;
        this.audit = audit;
        this.diary = diary;
        this.formTokens = formTokens;
        this.clock = clock;
    }

    @GetMapping("/admin/grants")
    String list(
            @RequestParam(name = "show", defaultValue = "") String show,
            @RequestParam(name = "after", defaultValue = "") String after,
            Model model,
            HttpServletRequest request) {
        Wanted wanted = search.read(request);
        boolean ending = show.equals("ending");
        List<GrantSummary> found =
                ending ? grants.endingSoon(PAGE) : grants.list(wanted.filter(), cursor(after), PAGE + 1);
        List<GrantSummary> shown = found.subList(0, Math.min(PAGE, found.size()));
        model.addAttribute("wanted", wanted);
        model.addAttribute("ending", ending);
        model.addAttribute("count", ending ? grants.countEndingSoon() : grants.countLive(wanted.filter()));
        model.addAttribute("grants", shown);
        model.addAttribute("now", clock.instant());
        model.addAttribute("first", after.isEmpty());
        model.addAttribute("next", found.size() > PAGE ? shown.getLast().id() : null);
        return "admin/grants";
    }

    @GetMapping("/admin/grants/{id}")
    String grant(
            @PathVariable String id,
            @RequestParam(name = "done", defaultValue = "") String done,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        GrantSummary grant = grants.find(PersonForm.id(id)).orElseThrow(PersonForm::notThere);
        String person = grant.userId() == null ? null : grant.userId().toString();
        model.addAttribute("grant", grant);
        model.addAttribute("live", grant.inForce(clock.instant()));
        List<TokenRow> tokens = grants.tokens(grant, TOKENS + 1);
        model.addAttribute("tokens", tokens.subList(0, Math.min(TOKENS, tokens.size())));
        model.addAttribute("moreTokens", tokens.size() > TOKENS);
        model.addAttribute("now", clock.instant());
        model.addAttribute("history", diary.lines(audit.ofGrant(grant.id().toString(), person, grant.createdAt())));
        model.addAttribute("done", done.equals("ended"));
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/grant";
    }

    @PostMapping("/admin/grants/{id}/end")
    ResponseEntity<Void> end(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        GrantSummary grant = grants.find(PersonForm.id(id)).orElseThrow(PersonForm::notThere);
        ending.endOne(
                grant.id(),
                grant.consentId(),
                AuditEvent.done("grant.revoked")
                        .by("person:" + signedIn.person().id())
                        .about(grant.userId() == null ? null : grant.userId().toString())
                        .client(clients.find(grant.clientId())
                                .map(Client::clientId)
                                .orElse(null))
                        .resource(grant.resource())
                        .with("reason", "administrator"));
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/grants/" + grant.id() + "?done=ended")
                .build();
    }

    @GetMapping("/admin/end-grants")
    String question(Model model, HttpServletRequest request, HttpServletResponse response) {
        return page(search.read(request), null, Map.of(), model, request, response);
    }

    @PostMapping("/admin/end-grants")
    String endAll(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        Wanted wanted = search.read(request);
        if (wanted.everything() && !"END ALL".equals(request.getParameter("sure"))) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            Map<String, String> problems =
                    Map.of("sure", "Nothing was ended. To end every grant there is, type END ALL.");
            return page(wanted, null, problems, model, request, response);
        }
        BulkEnding.Ended ended = ending.end(
                wanted.filter(),
                AuditEvent.done("grants.ended")
                        .by("person:" + signedIn.person().id())
                        .about(
                                wanted.filter().person() == null
                                        ? null
                                        : wanted.filter().person().toString())
                        .client(wanted.client())
                        .resource(wanted.filter().resource())
                        .with("of", wanted.everything() ? "all" : null));
        return page(wanted, ended, Map.of(), model, request, response);
    }

    private String page(
            Wanted wanted,
            BulkEnding.@Nullable Ended ended,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("wanted", wanted);
        model.addAttribute("ended", ended);
        model.addAttribute("count", grants.countLive(wanted.filter()));
        model.addAttribute("problems", problems);
        // No link fills it in for whoever follows it.
        model.addAttribute("sure", ended == null && problems.isEmpty() ? "" : DecisionForm.shown(request, "sure"));
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/end-grants";
    }

    private static @Nullable UUID cursor(String after) {
        return after.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") ? UUID.fromString(after) : null;
    }
}
