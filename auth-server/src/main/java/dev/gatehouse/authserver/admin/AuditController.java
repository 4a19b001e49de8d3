package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEntry;
import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.user.People;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The record of what happened, as a diary. */
@Controller
class AuditController {

    private static final int PAGE = 50;

    private final AuditQuery audit;

    private final Diary diary;

    private final People people;

    AuditController(AuditQuery audit, Diary diary, People people) {
        this.audit = audit;
        this.diary = diary;
        this.people = people;
    }

    @GetMapping("/admin/audit")
    String list(
            @RequestParam(name = "before", defaultValue = "") String before, Model model, HttpServletRequest request) {
        AuditSearch search = AuditSearch.read(request, people);
        AuditFilter filter = search.filter();
        AuditQuery.Page page = audit.page(filter, before.matches("[0-9]{1,18}") ? Long.valueOf(before) : null, PAGE);
        model.addAttribute("lines", diary.lines(page.entries()));
        model.addAttribute("next", page.next());
        model.addAttribute("who", search.who());
        model.addAttribute("client", filter.client());
        model.addAttribute("type", filter.type());
        model.addAttribute(
                "outcome",
                filter.outcome() == null ? null : filter.outcome().name().toLowerCase(Locale.ROOT));
        model.addAttribute("reference", filter.reference());
        model.addAttribute("first", before.isEmpty());
        model.addAttribute("filtered", !filter.equals(AuditFilter.ALL));
        model.addAttribute("types", new TreeMap<>(Diary.words()));
        return "admin/audit";
    }

    @GetMapping("/admin/audit/{seq}")
    String entry(@PathVariable String seq, Model model) {
        AuditEntry entry = Optional.of(seq)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .flatMap(text -> audit.find(Long.parseLong(text)))
                .orElseThrow(PersonForm::notThere);
        model.addAttribute("line", diary.lines(List.of(entry)).getFirst());
        return "admin/audit-entry";
    }
}
