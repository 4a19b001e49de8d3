package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.consent.PersonEnding;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.PeopleAdministration;
import dev.gatehouse.authserver.user.PeopleAdministration.Invited;
import dev.gatehouse.authserver.user.PeopleQuery;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** What owners do about people. The chain of pages lets only owners post. */
@Controller
class PersonActionsController {

    private final PeopleAdministration people;

    private final PeopleQuery query;

    private final PersonPage personPage;

    private final PersonEnding ending;

    private final FormTokens formTokens;

    private final Issuer issuer;

    PersonActionsController(
            PeopleAdministration people,
            PeopleQuery query,
            PersonPage personPage,
            PersonEnding ending,
            FormTokens formTokens,
            Issuer issuer) {
        this.people = people;
        this.query = query;
        this.personPage = personPage;
        this.ending = ending;
        this.formTokens = formTokens;
        this.issuer = issuer;
    }

    @GetMapping("/admin/invite")
    String form(Model model, HttpServletRequest request, HttpServletResponse response) {
        return page(new PersonForm(request), Map.of(), model, request, response);
    }

    @PostMapping("/admin/invite")
    String invite(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PeopleController.PURPOSE);
        PersonForm form = new PersonForm(request);
        Map<String, String> problems = new LinkedHashMap<>(form.problems());
        if (problems.isEmpty()) {
            try {
                Invited invited = people.invite(
                        form.username(), form.displayName(), form.details(), Administrator.of(signedIn.person()));
                return link(invited.person(), invited.link(), true, model);
            } catch (DuplicateKeyException e) {
                problems.put("username", "Somebody has this username already.");
            }
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return page(form, problems, model, request, response);
    }

    @PostMapping("/admin/people/{id}")
    Object change(
            SignedIn signedIn,
            @PathVariable String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PeopleController.PURPOSE);
        UUID person = PersonForm.id(id);
        PersonForm form = new PersonForm(request);
        Map<String, String> problems = form.detailProblems();
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("formToken", formTokens.issue(request, response, PeopleController.PURPOSE));
            PersonEntry entry = query.find(person).orElseThrow(PersonForm::notThere);
            return personPage.show(entry, form, problems, signedIn, model);
        }
        people.change(person, form.version(), form.details(), Administrator.of(signedIn.person()));
        return seeOther(request, person, "changed");
    }

    @PostMapping("/admin/people/{id}/disable")
    ResponseEntity<Void> disable(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, PeopleController.PURPOSE);
        UUID person = PersonForm.id(id);
        ending.disable(person, new PersonForm(request).version(), Administrator.of(signedIn.person()));
        return seeOther(request, person, "disabled");
    }

    @PostMapping("/admin/people/{id}/enable")
    ResponseEntity<Void> enable(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, PeopleController.PURPOSE);
        UUID person = PersonForm.id(id);
        people.enable(person, new PersonForm(request).version(), Administrator.of(signedIn.person()));
        return seeOther(request, person, "enabled");
    }

    @PostMapping("/admin/people/{id}/reset")
    String reset(SignedIn signedIn, @PathVariable String id, Model model, HttpServletRequest request) {
        formTokens.check(request, PeopleController.PURPOSE);
        UUID person = PersonForm.id(id);
        String link =
                ending.resetPassword(person, new PersonForm(request).version(), Administrator.of(signedIn.person()));
        return link(query.find(person).orElseThrow(PersonForm::notThere).person(), link, false, model);
    }

    /** Shown in the answer itself, so that the link is stored nowhere. */
    private String link(Person person, String link, boolean invited, Model model) {
        model.addAttribute("person", person);
        model.addAttribute("invited", invited);
        model.addAttribute("link", issuer.url("/set-password?link=" + link));
        return "admin/person-link";
    }

    private String page(
            PersonForm form,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("problems", problems);
        model.addAttribute("username", PersonForm.cut(form.username()));
        model.addAttribute("displayName", PersonForm.cut(form.displayName()));
        model.addAttribute("email", PersonForm.cut(form.text("email")));
        model.addAttribute("groups", PersonForm.cut(form.text("groups")));
        model.addAttribute("ticked", form.roles());
        model.addAttribute("formToken", formTokens.issue(request, response, PeopleController.PURPOSE));
        return "admin/invite";
    }

    private static ResponseEntity<Void> seeOther(HttpServletRequest request, UUID person, String done) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/people/" + person + "?done=" + done)
                .build();
    }
}
