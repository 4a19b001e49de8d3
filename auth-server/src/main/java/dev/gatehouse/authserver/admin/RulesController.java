package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalModes;
import dev.gatehouse.authserver.approval.ApprovalRule;
import dev.gatehouse.authserver.approval.ApprovalRules;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The mode, and the rules for clients in general. The chain of pages lets only owners post. */
@Controller
class RulesController {

    private static final String PURPOSE = "rules";

    private final ApprovalRules rules;

    private final ApprovalModes modes;

    private final ResourceDirectory resources;

    private final FormTokens formTokens;

    RulesController(ApprovalRules rules, ApprovalModes modes, ResourceDirectory resources, FormTokens formTokens) {
        this.rules = rules;
        this.modes = modes;
        this.resources = resources;
        this.formTokens = formTokens;
    }

    @GetMapping("/admin/rules")
    String list(
            @RequestParam(name = "done", defaultValue = "") String done,
            @RequestParam(name = "id", defaultValue = "") String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        model.addAttribute("done", done);
        model.addAttribute("deleted", done.equals("deleted") && RuleForm.id(id).isPresent() ? id : null);
        return page(Map.of(), model, request, response);
    }

    private String page(
            Map<String, String> problems, Model model, HttpServletRequest request, HttpServletResponse response) {
        model.addAttribute("rules", rules.all());
        model.addAttribute("modes", ApprovalMode.values());
        model.addAttribute("mode", modes.current());
        model.addAttribute("resources", resources.all());
        model.addAttribute("problems", problems);
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "admin/rules";
    }

    @PostMapping("/admin/rules")
    Object add(SignedIn signedIn, Model model, HttpServletRequest request, HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        RuleForm form = new RuleForm(request, resources);
        ApprovalRule rule = form.rule(rules.nextId());
        Map<String, String> problems = form.problems(rule);
        if (!problems.isEmpty()) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("form", form);
            return page(problems, model, request, response);
        }
        if (!rules.add(rule, Administrator.of(signedIn.person()))) {
            throw DecisionForm.unreadable("There are too many rules", "Delete one that is not needed any more.");
        }
        return seeOther(request, "?done=added");
    }

    @PostMapping("/admin/rules/mode")
    ResponseEntity<Void> mode(
            SignedIn signedIn,
            @RequestParam(name = "mode", defaultValue = "") String mode,
            HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        modes.set(RuleForm.mode(mode), Administrator.of(signedIn.person()));
        return seeOther(request, "?done=mode");
    }

    @PostMapping("/admin/rules/{id}/delete")
    ResponseEntity<Void> delete(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        UUID rule = RuleForm.id(id).orElseThrow(RulesController::notThere);
        if (!rules.delete(rule, Administrator.of(signedIn.person()))) {
            throw notThere();
        }
        return seeOther(request, "?done=deleted&id=" + rule);
    }

    @PostMapping("/admin/rules/{id}/restore")
    ResponseEntity<Void> restore(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, PURPOSE);
        UUID rule = RuleForm.id(id).orElseThrow(RulesController::notThere);
        if (!rules.restore(rule, Administrator.of(signedIn.person()))) {
            throw notThere();
        }
        return seeOther(request, "?done=restored");
    }

    private static ResponseEntity<Void> seeOther(HttpServletRequest request, String query) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/rules" + query)
                .build();
    }

    private static PageRefusal notThere() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This rule is not there")
                .because("It was deleted or put back already. Nothing was changed.")
                .remedy("Look at the rules again."));
    }
}
