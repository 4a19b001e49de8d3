package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.user.AccountRules;
import dev.gatehouse.authserver.user.PasswordAttempts;
import dev.gatehouse.authserver.user.PasswordProof;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Changing one's own password. */
@Controller
class PasswordController {

    private static final String PURPOSE = "password";

    private final People people;

    private final PasswordAttempts attempts;

    private final PasswordChange passwordChange;

    private final FormTokens formTokens;

    private final BrowserCookie cookie;

    private final AuditLog audit;

    PasswordController(
            People people,
            PasswordAttempts attempts,
            PasswordChange passwordChange,
            FormTokens formTokens,
            BrowserCookie cookie,
            AuditLog audit) {
        this.people = people;
        this.attempts = attempts;
        this.passwordChange = passwordChange;
        this.formTokens = formTokens;
        this.cookie = cookie;
        this.audit = audit;
    }

    @GetMapping("/account/password")
    String form(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        return page(signedIn.person(), Map.of(), true, model, request, response);
    }

    @PostMapping("/account/password")
    @Nullable
    String change(
            SignedIn signedIn,
            @RequestParam(name = "current_password", defaultValue = "") String current,
            @RequestParam(name = "new_password", defaultValue = "") String wanted,
            @RequestParam(name = "new_password_again", defaultValue = "") String again,
            @RequestParam(name = "end_agents", required = false) @Nullable String endAgents,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        Person person = signedIn.person();
        boolean ending = endAgents != null;
        Map<String, String> problems = newPasswordProblems(current, wanted, again);
        if (problems.isEmpty() && !changed(signedIn, current, wanted, ending, request, response)) {
            problems.put("current_password", "This is not your current password.");
        }
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            return page(person, problems, ending, model, request, response);
        }
        Notice notice = ending ? Notice.PASSWORD_CHANGED_AGENTS_ENDED : Notice.PASSWORD_CHANGED;
        response.setStatus(HttpStatus.SEE_OTHER.value());
        response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + notice.location());
        return null;
    }

    /** Throttled apart from sign-in, so that strangers who try the name there do not keep its owner from this. */
    private boolean changed(
            SignedIn signedIn,
            String current,
            String wanted,
            boolean ending,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = signedIn.person();
        String attempt = attempt(person);
        attempts.require(attempt, request, response);
        String browserValue = cookie.find(request).orElse(null);
        Optional<PasswordProof> proof = people.authenticate(person.id(), current);
        if (proof.isPresent()
                && passwordChange.change(signedIn, proof.get(), people.hashed(wanted), browserValue, ending)) {
            attempts.succeeded(attempt);
            return true;
        }
        audit.append(AuditEvent.refused("person.password_changed")
                .by("person:" + person.id())
                .about(person.id().toString())
                .with("reason", "current password"));
        return false;
    }

    /** Whoever is asked for their password again has these attempts, whatever for. */
    static String attempt(Person person) {
        return "password-change:" + person.id();
    }

    private static Map<String, String> newPasswordProblems(String current, String wanted, String again) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (current.isEmpty()) {
            problems.put("current_password", "Enter your current password.");
        }
        AccountRules.passwordProblem(wanted).ifPresent(problem -> problems.put("new_password", problem));
        if (wanted.equals(current) && !wanted.isEmpty()) {
            problems.putIfAbsent("new_password", "Choose another password than the current one.");
        }
        if (!wanted.equals(again)) {
            problems.put("new_password_again", "Enter the same new password twice.");
        }
        return problems;
    }

    private String page(
            Person person,
            Map<String, String> problems,
            boolean endAgents,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("problems", problems);
        model.addAttribute("endAgents", endAgents);
        model.addAttribute("shortest", AccountRules.SHORTEST_PASSWORD);
        model.addAttribute("username", person.username());
        model.addAttribute("signedInAs", person.displayName());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "account/password";
    }
}
