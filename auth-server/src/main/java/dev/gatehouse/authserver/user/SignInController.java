package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.PageHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page. */
@Controller
class SignInController {

    private static final String PURPOSE = "sign-in";

    private static final String REASON = "username or password";

    private static final int LONGEST_HINT = 64;

    private final People people;

    private final BrowserSignIn browserSignIn;

    private final PasswordAttempts attempts;

    private final FormTokens formTokens;

    private final AuditLog audit;

    private final ObjectProvider<SignInPurpose> purpose;

    private final HandshakeRecorder handshakes;

    SignInController(
            People people,
            BrowserSignIn browserSignIn,
            PasswordAttempts attempts,
            FormTokens formTokens,
            AuditLog audit,
            ObjectProvider<SignInPurpose> purpose,
            HandshakeRecorder handshakes) {
        this.people = people;
        this.browserSignIn = browserSignIn;
        this.attempts = attempts;
        this.formTokens = formTokens;
        this.audit = audit;
        this.purpose = purpose;
        this.handshakes = handshakes;
    }

    @GetMapping("/sign-in")
    String form(
            @RequestParam(name = "continue", required = false) @Nullable String continueParameter,
            @RequestParam(name = "login_hint", required = false) @Nullable String loginHint,
            @RequestParam(name = "switch", required = false) @Nullable String switchAccount,
            @Nullable SignedIn signedIn,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (signedIn != null && switchAccount == null) {
            model.addAttribute("person", signedIn.person());
        }
        String hint = loginHint == null || loginHint.length() > LONGEST_HINT ? "" : loginHint;
        return page(ContinueTo.orDefault(continueParameter), hint, model, request, response);
    }

    @PostMapping("/sign-in")
    @Nullable
    String signIn(
            @RequestParam(name = "continue", required = false) @Nullable String continueParameter,
            @RequestParam(defaultValue = "") String username,
            @RequestParam(defaultValue = "") String password,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, PURPOSE);
        attempts.require(username, request, response);
        String continueTo = ContinueTo.orDefault(continueParameter);
        // Asked for now: the sign-in changes the cookie by which the request is found.
        Optional<String> clientId =
                Optional.ofNullable(purpose.getIfAvailable()).flatMap(known -> known.clientId(continueTo, request));
        Optional<PasswordProof> proof = people.authenticate(username, password);
        if (proof.isPresent() && browserSignIn.signIn(proof.get(), request, response)) {
            attempts.succeeded(username);
            clientId.ifPresent(client ->
                    handshakes.record(HandshakeEvent.done(Step.SIGN_IN).client(client)));
            SeeOther.send(request, response, continueTo);
            return null;
        }
        recordRefusal(username);
        clientId.ifPresent(client -> handshakes.record(
                HandshakeEvent.refused(Step.SIGN_IN, null, REASON).client(client)));
        model.addAttribute("problem", true);
        response.setStatus(HttpStatus.FORBIDDEN.value());
        return page(continueTo, username.length() > LONGEST_HINT ? "" : username, model, request, response);
    }

    /** The name is not recorded where nobody has it: people type passwords into that field. */
    private void recordRefusal(String username) {
        String subject = people.findByUsername(username)
                .map(person -> person.id().toString())
                .orElse(null);
        audit.append(AuditEvent.refused("person.signed_in").about(subject).with("reason", REASON));
    }

    private String page(
            String continueTo, String username, Model model, HttpServletRequest request, HttpServletResponse response) {
        SignInPurpose known = purpose.getIfAvailable();
        if (known != null) {
            known.redirectUri(continueTo, request).ifPresent(uri -> PageHeaders.allowFormAction(response, uri));
            known.appName(continueTo, request).ifPresent(name -> model.addAttribute("appName", name));
        }
        model.addAttribute("continueTo", continueTo);
        model.addAttribute("username", username);
        model.addAttribute("formToken", formTokens.issue(request, response, PURPOSE));
        return "sign-in";
    }
}
