package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where somebody who was invited, or whose password was reset, sets their password by the one-time link. */
@Controller
class PasswordLinkController {

    private static final String PURPOSE = "set-password";

    private final PasswordLinks links;

    private final BrowserSignIn browserSignIn;

    private final FormTokens formTokens;

    PasswordLinkController(PasswordLinks links, BrowserSignIn browserSignIn, FormTokens formTokens) {
        this.links = links;
        this.browserSignIn = browserSignIn;
        this.formTokens = formTokens;
    }

    @GetMapping("/set-password")
    String form(
            @RequestParam(defaultValue = "") String link,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        return page(link, Map.of(), model, request, response);
    }

    @PostMapping("/set-password")
    @Nullable
    String set(
            @RequestParam(defaultValue = "") String link,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(name = "password_again", defaultValue = "") String again,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        Map<String, String> problems = new LinkedHashMap<>();
        AccountRules.passwordProblem(password).ifPresent(problem -> problems.put("password", problem));
        if (!password.equals(again)) {
            problems.put("password_again", "Enter the same password twice.");
        }
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            return page(link, problems, model, request, response);
        }
        Person person = links.use(link, password).orElseThrow(PasswordLinkController::noLonger);
        browserSignIn.signIn(person, request, response);
        SeeOther.send(request, response, ContinueTo.DEFAULT);
        return null;
    }

    private String page(
            String link,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = links.owner(link).orElseThrow(PasswordLinkController::noLonger);
        model.addAttribute("link", link);
        model.addAttribute("person", person);
        model.addAttribute("problems", problems);
        model.addAttribute("shortest", AccountRules.SHORTEST_PASSWORD);
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "set-password";
    }

    private static PageRefusal noLonger() {
        return new PageRefusal(ErrorPage.of(HttpStatus.GONE, "This link does not work")
                .because("It was used already, it is older than it may be, or a newer one replaced it.")
                .remedy("Ask your administrator for a new one, or sign in if you have a password."));
    }
}
