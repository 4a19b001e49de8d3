package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.rule.PolicyRuleBook;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/** The rules of policy: seen, tried, written, deleted and brought back. */
@Controller
class PoliciesController {

    private static final String PURPOSE = "policies";

    private static final String LIST = "/admin/policies";

    private static final String GONE = "somebody who is gone";

    private final PolicyRuleBook book;

    private final PolicyReplay replay;

    private final ResourceDirectory resources;

    private final People people;

    private final FormTokens formTokens;

    private final InstantSource clock;

    PoliciesController(
            PolicyRuleBook book,
            PolicyReplay replay,
            ResourceDirectory resources,
            People people,
            FormTokens formTokens,
            InstantSource clock) {
        this.book = book;
        this.replay = replay;
        this.resources = resources;
        this.people = people;
        this.formTokens = formTokens;
        this.clock = clock;
    }

    /** What every page of these needs. */
    private record Visit(SignedIn signedIn, HttpServletRequest request, HttpServletResponse response, Model model) {

        String actor() {
            return "person:" + signedIn.person().id();
        }
    }

    @GetMapping(LIST)
    String list(
            SignedIn signedIn,
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "") String rule,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        List<PolicyRule> rules = book.all();
        Map<UUID, String> names = usernames(rules);
        List<PolicyLine> lines = rules.stream()
                .map(found -> PolicyLine.of(
                        found,
                        subject -> id(subject).map(names::get).orElse(GONE),
                        uri -> resources.find(uri).orElse(null),
                        clock.instant()))
                .toList();
        model.addAttribute("lines", lines);
        model.addAttribute(
                "notice",
                switch (done) {
                    case "saved" ->
                        "Saved. It counts from now on: at the next token, and at the next question to a person.";
                    case "restored" -> "The rule is back, as it was.";
                    case "deleted" -> "Deleted. It limits nothing any more.";
                    default -> null;
                });
        model.addAttribute("undo", done.equals("deleted") ? id(rule).orElse(null) : null);
        return page("admin/policies", new Visit(signedIn, request, response, model));
    }

    @GetMapping(LIST + "/new")
    String write(SignedIn signedIn, HttpServletRequest request, HttpServletResponse response, Model model) {
        Visit visit = new Visit(signedIn, request, response, model);
        return form(null, PolicyForm.empty(), Map.of(), visit);
    }

    @GetMapping(LIST + "/{id}")
    String edit(
            SignedIn signedIn,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        PolicyRule rule = find(id);
        String username =
                rule.level() == PolicyLevel.PERSON && rule.subject() != null ? username(rule.subject()) : null;
        Visit visit = new Visit(signedIn, request, response, model);
        return form(rule.id(), PolicyForm.of(rule, username), Map.of(), visit);
    }

    @PostMapping(LIST)
    Object add(SignedIn signedIn, HttpServletRequest request, HttpServletResponse response, Model model) {
        formTokens.check(request, PURPOSE);
        return save(null, new Visit(signedIn, request, response, model));
    }

    @PostMapping(LIST + "/{id}")
    Object change(
            SignedIn signedIn,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        formTokens.check(request, PURPOSE);
        return save(id(id).orElseThrow(PoliciesController::notThere), new Visit(signedIn, request, response, model));
    }

    private Object save(@Nullable UUID id, Visit visit) {
        PolicyForm form = PolicyForm.of(visit.request());
        Optional<UUID> person = form.person().isEmpty()
                ? Optional.empty()
                : people.findByUsername(form.person()).map(Person::id);
        Map<String, String> problems = form.problems(person.isPresent(), resources.all(), clock.instant());
        if (!problems.isEmpty()) {
            return form(id, form, problems, visit);
        }
        UUID key = id == null ? Secrets.uuid7(clock.instant()) : id;
        PolicyRule rule = form.rule(key, person.orElse(null));
        if (!"save".equals(visit.request().getParameter("decision"))) {
            visit.model().addAttribute("replay", replay.replay(book.all(), with(rule)));
            return form(id, form, Map.of(), visit);
        }
        if (id == null) {
            book.add(rule, visit.actor());
        } else if (!book.change(rule, visit.actor())) {
            throw changedMeanwhile();
        }
        return seeOther(visit, "?done=saved");
    }

    /** The rules as they would be. */
    private List<PolicyRule> with(PolicyRule changed) {
        List<PolicyRule> rules = new ArrayList<>(book.all());
        rules.removeIf(rule -> rule.id().equals(changed.id()));
        rules.add(changed);
        return rules;
    }

    @PostMapping(LIST + "/{id}/delete")
    ResponseEntity<Void> delete(
            SignedIn signedIn,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String version,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        formTokens.check(request, PURPOSE);
        UUID key = id(id).orElseThrow(PoliciesController::notThere);
        int seen = version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : -1;
        Visit visit = new Visit(signedIn, request, response, model);
        if (!book.delete(key, seen, visit.actor())) {
            throw changedMeanwhile();
        }
        return seeOther(visit, "?done=deleted&rule=" + key);
    }

    @PostMapping(LIST + "/{id}/restore")
    ResponseEntity<Void> restore(
            SignedIn signedIn,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        formTokens.check(request, PURPOSE);
        Visit visit = new Visit(signedIn, request, response, model);
        if (!book.restore(id(id).orElseThrow(PoliciesController::notThere), visit.actor())) {
            throw notThere();
        }
        return seeOther(visit, "?done=restored");
    }

    private String form(@Nullable UUID id, PolicyForm form, Map<String, String> problems, Visit visit) {
        visit.model().addAttribute("ruleId", id);
        visit.model().addAttribute("form", form);
        visit.model().addAttribute("grants", PolicyForm.grants());
        visit.model().addAttribute("servers", resources.all());
        visit.model().addAttribute("problems", problems);
        return page("admin/policy", visit);
    }

    private String page(String template, Visit visit) {
        visit.model().addAttribute("formToken", formTokens.issue(visit.request(), visit.response(), PURPOSE));
        visit.model().addAttribute("signedInAs", visit.signedIn().person().displayName());
        visit.model().addAttribute("administrator", true);
        return template;
    }

    private static ResponseEntity<Void> seeOther(Visit visit, String query) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, visit.request().getContextPath() + LIST + query)
                .build();
    }

    private PolicyRule find(String id) {
        return id(id).flatMap(book::find).orElseThrow(PoliciesController::notThere);
    }

    private String username(String id) {
        return id(id).flatMap(people::find).map(Person::username).orElse(GONE);
    }

    /** Of all whom a rule is about, read at once. */
    private Map<UUID, String> usernames(List<PolicyRule> rules) {
        List<UUID> ids = rules.stream()
                .filter(rule -> rule.level() == PolicyLevel.PERSON)
                .flatMap(rule -> Stream.ofNullable(rule.subject()))
                .flatMap(subject -> id(subject).stream())
                .distinct()
                .toList();
        return people.findAll(ids).stream().collect(Collectors.toMap(Person::id, Person::username));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            // Not the id of anything: the same answer as for one that is gone.
            return Optional.empty();
        }
    }

    private static PageRefusal notThere() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This rule is not there")
                .because("It may have been deleted, or brought back already.")
                .remedy("Look at the list of rules."));
    }

    private static PageRefusal changedMeanwhile() {
        return new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "Somebody changed this rule meanwhile")
                .because("What you sent was about the rule as it was before. Nothing was changed.")
                .remedy("Open the rule again from the list, look at it, and then change it."));
    }
}
