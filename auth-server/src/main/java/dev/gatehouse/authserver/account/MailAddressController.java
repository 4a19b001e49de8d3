package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.user.AccountRules;
import dev.gatehouse.authserver.user.MailAddresses;
import dev.gatehouse.authserver.user.PasswordAttempts;
import dev.gatehouse.authserver.user.PasswordProof;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The mail address at which a person is told of agents, changed by themselves with their password. */
@Controller
class MailAddressController {

    private static final String PURPOSE = "mail-address";

    private static final int LONGEST_SHOWN = 300;

    private final People people;

    private final PasswordAttempts attempts;

    private final MailAddresses addresses;

    private final FormTokens formTokens;

    private final AuditLog audit;

    MailAddressController(
            People people, PasswordAttempts attempts, MailAddresses addresses, FormTokens formTokens, AuditLog audit) {
        this.people = people;
        this.attempts = attempts;
        this.addresses = addresses;
        this.formTokens = formTokens;
        this.audit = audit;
    }

    @GetMapping("/account/mail")
    String form(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        String email = Objects.requireNonNullElse(signedIn.person().email(), "");
        return page(signedIn.person(), email, Map.of(), model, request, response);
    }

    @PostMapping("/account/mail")
    @Nullable
    String change(
            SignedIn signedIn,
            @RequestParam(name = "email", defaultValue = "") String typed,
            @RequestParam(name = "current_password", defaultValue = "") String password,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        String email = AccountRules.email(typed);
        Map<String, String> problems = problems(email, password);
        if (problems.isEmpty() && !changed(signedIn, email, password, request, response)) {
            problems.put("current_password", "This is not your password.");
        }
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            String shown = typed.length() <= LONGEST_SHOWN ? typed : "";
            return page(signedIn.person(), shown, problems, model, request, response);
        }
        response.setStatus(HttpStatus.SEE_OTHER.value());
        response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + Notice.MAIL_CHANGED.location());
        return null;
    }

    private static Map<String, String> problems(@Nullable String email, String password) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (email != null) {
            AccountRules.emailProblem(email).ifPresent(problem -> problems.put("email", problem));
        }
        if (password.isEmpty()) {
            problems.put("current_password", "Enter your password.");
        }
        return problems;
    }

    /**
     * Who guesses here has no more attempts than at the change of the password. One that succeeds counts too, since each
     * sends mails to addresses that nobody has proved to be theirs.
     */
    private boolean changed(
            SignedIn signedIn,
            @Nullable String email,
            String password,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = signedIn.person();
        attempts.require(PasswordController.attempt(person), request, response);
        Optional<PasswordProof> proof = people.authenticate(person.id(), password);
        if (proof.isPresent() && addresses.change(signedIn, proof.get(), email)) {
            return true;
        }
        audit.append(AuditEvent.refused("person.email_changed")
                .by("person:" + person.id())
                .about(person.id().toString())
                .with("reason", "current password"));
        return false;
    }

    private String page(
            Person person,
            String email,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("problems", problems);
        model.addAttribute("email", email);
        model.addAttribute("told", person.mailAddress().orElse(null));
        model.addAttribute("username", person.username());
        model.addAttribute("signedInAs", person.displayName());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "account/mail";
    }
}
