package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditQuery;
import dev.gatehouse.authserver.consent.GivenGrants;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.SignedIn;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The page of one person: with what is stored in its form, or with what was typed and cannot be taken. */
@Component
class PersonPage {

    private static final int SHOWN = 10;

    private final GrantQuery grants;

    private final GivenGrants given;

    private final AuditQuery audit;

    private final Diary diary;

    PersonPage(GrantQuery grants, GivenGrants given, AuditQuery audit, Diary diary) {
        this.grants = grants;
        this.given = given;
        this.audit = audit;
        this.diary = diary;
    }

    /** With what is stored. */
    String show(PersonEntry entry, SignedIn signedIn, Model model) {
        Person person = entry.person();
        model.addAttribute("problems", Map.of());
        model.addAttribute("seen", entry.version());
        model.addAttribute("ticked", person.roles());
        model.addAttribute("email", Objects.requireNonNullElse(person.email(), ""));
        model.addAttribute("groups", String.join(", ", new TreeSet<>(person.groups())));
        return page(entry, signedIn, model);
    }

    /** With what was typed, which is still about the version that was seen then. */
    String show(PersonEntry entry, PersonForm form, Map<String, String> problems, SignedIn signedIn, Model model) {
        model.addAttribute("problems", problems);
        model.addAttribute("seen", form.version());
        model.addAttribute("ticked", form.roles());
        model.addAttribute("email", PersonForm.cut(form.text("email")));
        model.addAttribute("groups", PersonForm.cut(form.text("groups")));
        return page(entry, signedIn, model);
    }

    private String page(PersonEntry entry, SignedIn signedIn, Model model) {
        UUID person = entry.person().id();
        model.addAttribute("entry", entry);
        model.addAttribute("self", person.equals(signedIn.person().id()));
        model.addAttribute("grants", grants.countLive(GrantFilter.ofPerson(person)));
        model.addAttribute("consents", given.consentsOf(person));
        model.addAttribute(
                "history",
                diary.lines(audit.page(AuditFilter.ofPerson(person.toString()), null, SHOWN)
                        .entries()));
        return "admin/person";
    }
}
