package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Signing out: a question first, so that no other site's link can do it. */
@Controller
class SignOutController {

    private static final String PURPOSE = "sign-out";

    private final BrowserSignIn browserSignIn;

    private final FormTokens formTokens;

    SignOutController(BrowserSignIn browserSignIn, FormTokens formTokens) {
        this.browserSignIn = browserSignIn;
        this.formTokens = formTokens;
    }

    @GetMapping("/sign-out")
    String question(
            @Nullable SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        if (signedIn == null) {
            return "signed-out";
        }
        model.addAttribute("person", signedIn.person());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "sign-out";
    }

    @PostMapping("/sign-out")
    String signOut(@Nullable SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        if (signedIn != null) {
            formTokens.check(request, PURPOSE);
            browserSignIn.signOut(signedIn, request, response);
            model.addAttribute("ended", signedIn.person());
        }
        return "signed-out";
    }
}
