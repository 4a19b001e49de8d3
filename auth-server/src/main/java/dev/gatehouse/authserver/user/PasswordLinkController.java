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

    private final PasswordHashes hashes;

    private final BrowserSignIn browserSignIn;

    private final FormTokens formTokens;

    PasswordLinkController(
            PasswordLinks links, PasswordHashes hashes, BrowserSignIn browserSignIn, FormTokens formTokens) {
        this.links = links;
        this.hashes = hashes;
        this.browserSignIn = browserSignIn;
        this.formTokens = formTokens;
    }

    @GetMapping("/set-password")
    String form(
            @RequestParam(defaultValue = "") String link,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        return page(link, owner(link), Map.of(), model, request, response);
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
        // First, since a password is slow to hash.
        Person owner = owner(link);
        Map<String, String> problems = new LinkedHashMap<>();
        AccountRules.passwordProblem(password).ifPresent(problem -> problems.put("password", problem));
        if (!password.equals(again)) {
            problems.put("password_again", "Enter the same password twice.");
        }
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            return page(link, owner, problems, model, request, response);
        }
        Person person = links.use(link, hashes.hash(password)).orElseThrow(PasswordLinkController::noLonger);
        browserSignIn.signIn(person, request, response);
        SeeOther.send(request, response, ContinueTo.DEFAULT);
        return null;
    }

    private Person owner(String link) {
        return links.owner(link).orElseThrow(PasswordLinkController::noLonger);
    }

    private String page(
            String link,
            Person owner,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("link", link);
        model.addAttribute("person", owner);
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
