package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Makes the first administrator, for whoever holds the one-time link from the server's console. */
@Controller
class SetUpController {

    private static final String PURPOSE = "set-up";

    private final SetUpLinks links;

    private final PasswordHashes hashes;

    private final BrowserSignIn browserSignIn;

    private final FormTokens formTokens;

    private final List<SetUpQuestion> questions;

    SetUpController(
            SetUpLinks links,
            PasswordHashes hashes,
            BrowserSignIn browserSignIn,
            FormTokens formTokens,
            List<SetUpQuestion> questions) {
        this.links = links;
        this.hashes = hashes;
        this.browserSignIn = browserSignIn;
        this.formTokens = formTokens;
        this.questions = questions;
    }

    @GetMapping("/set-up")
    String form(
            @RequestParam(defaultValue = "") String link,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!links.usable(link)) {
            throw noLonger();
        }
        return page(link, new Answers("", "", "", ""), Map.of(), model, request, response);
    }

    @PostMapping("/set-up")
    @Nullable
    String create(
            @RequestParam(defaultValue = "") String link,
            @RequestParam(defaultValue = "") String username,
            @RequestParam(name = "display_name", defaultValue = "") String displayName,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(name = "password_again", defaultValue = "") String passwordAgain,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        if (!links.usable(link)) {
            throw noLonger();
        }
        Answers answers = new Answers(username, displayName, password, passwordAgain);
        Map<String, String> problems = answers.problems();
        Map<SetUpQuestion, String> chosen = chosen(request, problems);
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            return page(link, answers, problems, model, request, response);
        }
        Person person = use(link, answers, chosen);
        browserSignIn.signIn(person, request, response);
        SeeOther.send(request, response, ContinueTo.DEFAULT);
        return null;
    }

    /** A missing answer is the preselected one; one that was not offered is a problem. */
    private Map<SetUpQuestion, String> chosen(HttpServletRequest request, Map<String, String> problems) {
        Map<SetUpQuestion, String> chosen = new LinkedHashMap<>();
        for (SetUpQuestion question : questions) {
            String value = Objects.requireNonNullElse(request.getParameter(question.name()), question.preselected());
            chosen.put(question, value);
            if (question.choices().stream().noneMatch(choice -> choice.value().equals(value))) {
                problems.put(question.name(), "Choose one of what is offered.");
            }
        }
        return chosen;
    }

    private Person use(String link, Answers answers, Map<SetUpQuestion, String> chosen) {
        try {
            return links.use(link, answers.username(), answers.displayName(), hashes.hash(answers.password()), chosen);
        } catch (SetUpLinks.Void e) {
            throw noLonger();
        }
    }

    private String page(
            String link,
            Answers answers,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("link", link);
        model.addAttribute("username", cut(answers.username()));
        model.addAttribute("displayName", cut(answers.displayName()));
        model.addAttribute("problems", problems);
        model.addAttribute("questions", questions);
        model.addAttribute("chosen", chosen(request, new LinkedHashMap<>()));
        model.addAttribute("shortest", AccountRules.SHORTEST_PASSWORD);
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "set-up";
    }

    private static String cut(String value) {
        return value.length() <= 120 ? value : "";
    }

    private static PageRefusal noLonger() {
        return new PageRefusal(ErrorPage.of(HttpStatus.GONE, "This set-up link does not work")
                .because("It was used already, it is older than it may be, or a newer one replaced it.")
                .remedy("If there is no administrator yet, restart the server: it writes a new link to its console."
                        + " Otherwise sign in."));
    }

    private record Answers(String username, String displayName, String password, String passwordAgain) {

        /** What is wrong, by the field's name, in the order of the form. */
        Map<String, String> problems() {
            Map<String, String> problems = new LinkedHashMap<>();
            AccountRules.usernameProblem(username).ifPresent(problem -> problems.put("username", problem));
            AccountRules.displayNameProblem(displayName).ifPresent(problem -> problems.put("display_name", problem));
            AccountRules.passwordProblem(password).ifPresent(problem -> problems.put("password", problem));
            if (!password.equals(passwordAgain)) {
                problems.put("password_again", "Enter the same password twice.");
            }
            return problems;
        }
    }
}
