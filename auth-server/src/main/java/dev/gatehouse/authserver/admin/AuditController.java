package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEntry;
import dev.gatehouse.authserver.audit.AuditEvent.Outcome;
import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The record of what happened, as a diary. */
@Controller
class AuditController {

    private static final int PAGE = 50;

    /** Nobody: what is found for a name that nobody has. */
    private static final String NOBODY = new UUID(0, 0).toString();

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
            @RequestParam(name = "who", defaultValue = "") String who,
            @RequestParam(name = "client", defaultValue = "") String client,
            @RequestParam(name = "type", defaultValue = "") String type,
            @RequestParam(name = "outcome", defaultValue = "") String outcome,
            @RequestParam(name = "reference", defaultValue = "") String reference,
            @RequestParam(name = "before", defaultValue = "") String before,
            Model model) {
        AuditFilter filter = new AuditFilter(
                person(text(who, 64)),
                text(client, 255),
                text(type, 60),
                switch (outcome) {
                    case "refused" -> Outcome.REFUSED;
                    case "done" -> Outcome.DONE;
                    default -> null;
                },
                null,
                reference(text(reference, 16)));
        AuditQuery.Page page = audit.page(filter, before.matches("[0-9]{1,18}") ? Long.valueOf(before) : null, PAGE);
        model.addAttribute("lines", diary.lines(page.entries()));
        model.addAttribute("next", page.next());
        model.addAttribute("who", text(who, 64));
        model.addAttribute("client", filter.client());
        model.addAttribute("type", filter.type());
        model.addAttribute("outcome", filter.outcome() == null ? null : outcome);
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

    /** By id or by username. */
    private @Nullable String person(@Nullable String who) {
        if (who == null || who.matches("[0-9a-f-]{36}")) {
            return who;
        }
        return people.findByUsername(who).map(Person::id).map(UUID::toString).orElse(NOBODY);
    }

    private static @Nullable String reference(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String letters = text.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
        return letters.length() == 8 ? letters.substring(0, 4) + "-" + letters.substring(4) : text;
    }

    private static @Nullable String text(String value, int longest) {
        String text = value.replace("\0", "").strip();
        return text.isEmpty() || text.length() > longest ? null : text;
    }
}
