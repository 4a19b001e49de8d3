package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.keys.KeyAdministration;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.FormTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What signs, and what is next. The chain of pages lets only owners post. */
@Controller
class KeysController {

    private static final String PURPOSE = "keys";

    private final KeyAdministration keys;

    private final FormTokens formTokens;

    KeysController(KeyAdministration keys, FormTokens formTokens) {
        this.keys = keys;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/keys")
    String list(Model model, HttpServletRequest request, HttpServletResponse response) {
        return page(List.of(), Map.of(), model, request, response);
    }

    @PostMapping("/admin/keys/rotate")
    String rotate(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        return page(keys.rotate("person:" + signedIn.person().id()), Map.of(), model, request, response);
    }

    @PostMapping("/admin/keys/replace")
    String replace(
            SignedIn signedIn,
            @RequestParam(name = "sure", defaultValue = "") String sure,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        if (!sure.equals("REPLACE")) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            Map<String, String> problems = Map.of("sure", "Nothing was replaced. To replace every key, type REPLACE.");
            return page(List.of(), problems, model, request, response);
        }
        return page(keys.replaceAll("person:" + signedIn.person().id()), Map.of(), model, request, response);
    }

    private String page(
            List<String> done,
            Map<String, String> problems,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("problems", problems);
        // No link fills it in for whoever follows it.
        model.addAttribute("sure", problems.isEmpty() ? "" : DecisionForm.shown(request, "sure"));
        model.addAttribute("done", done);
        model.addAttribute("keys", keys.keys());
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/keys";
    }
}
