package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.user.PeopleQuery;
import dev.gatehouse.authserver.user.PeopleQuery.Filter;
import dev.gatehouse.authserver.user.PeopleQuery.Sort;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The people: the list, and each of them. */
@Controller
class PeopleController {

    static final String PURPOSE = "people";

    private static final int PAGE = 25;

    private final PeopleQuery people;

    private final PersonPage page;

    private final FormTokens formTokens;

    PeopleController(PeopleQuery people, PersonPage page, FormTokens formTokens) {
        this.people = people;
        this.page = page;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/people")
    String list(
            @RequestParam(name = "after", defaultValue = "") String after, Model model, HttpServletRequest request) {
        PeopleSearch search = PeopleSearch.read(request);
        Filter filter = search.filter();
        Sort order = search.order();
        List<PersonEntry> found = people.list(filter, order, cursor(after, order), PAGE + 1);
        List<PersonEntry> shown = found.subList(0, Math.min(PAGE, found.size()));
        model.addAttribute("people", shown);
        model.addAttribute("count", people.count(filter));
        model.addAttribute("q", filter.search());
        model.addAttribute("role", filter.role() == null ? null : filter.role().name());
        model.addAttribute("status", filter.active() == null ? null : filter.active() ? "active" : "disabled");
        model.addAttribute("sort", order == Sort.NEWEST ? "newest" : null);
        model.addAttribute("first", after.isEmpty());
        model.addAttribute("next", found.size() > PAGE ? search.cursor(shown.getLast()) : null);
        model.addAttribute("filtered", !filter.search().isEmpty() || filter.role() != null || filter.active() != null);
        return "admin/people";
    }

    @GetMapping("/admin/people/{id}")
    String person(
            SignedIn signedIn,
            @PathVariable String id,
            @RequestParam(name = "done", defaultValue = "") String done,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        PersonEntry entry = people.find(PersonForm.id(id)).orElseThrow(PersonForm::notThere);
        model.addAttribute("notice", notice(done));
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return page.show(entry, signedIn, model);
    }

    private static @Nullable String notice(String done) {
        return switch (done) {
            case "changed" -> "Saved. It counts from the next request on.";
            case "disabled" -> "Disabled. Their sign-ins and all that they gave have ended.";
            case "enabled" -> "Enabled. They may sign in again; what they gave before stays ended.";
            default -> null;
        };
    }

    private static @Nullable String cursor(String after, Sort order) {
        boolean name = after.matches("[a-z0-9][a-z0-9._@+-]{0,63}");
        boolean id = after.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        return (order == Sort.NAME ? name : id) ? after : null;
    }
}
