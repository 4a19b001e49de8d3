package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.user.SignedIn;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The start page: what this is and where to go. */
@Controller
class HomeController {

    @GetMapping("/")
    String home(@Nullable SignedIn signedIn, Model model) {
        if (signedIn != null) {
            model.addAttribute("signedInAs", signedIn.person().displayName());
        }
        return "home";
    }
}
