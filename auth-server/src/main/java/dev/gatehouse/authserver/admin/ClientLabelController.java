package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientLabels;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.GivenName;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** What administrators call a client. The chain of pages lets only approvers post. */
@Controller
class ClientLabelController {

    private final ClientLabels labels;

    private final ClientQuery clients;

    private final ClientPage page;

    private final FormTokens formTokens;

    ClientLabelController(ClientLabels labels, ClientQuery clients, ClientPage page, FormTokens formTokens) {
        this.labels = labels;
        this.clients = clients;
        this.page = page;
        this.formTokens = formTokens;
    }

    @PostMapping("/admin/clients/{id}/label")
    Object set(
            SignedIn signedIn,
            @PathVariable String id,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        formTokens.check(request, ClientPage.PURPOSE);
        UUID client = existing(id);
        PersonForm form = new PersonForm(request);
        String text = form.text("label");
        String fault = GivenName.fault(text);
        if (fault != null) {
            response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
            model.addAttribute("problems", Map.of("label", "The name " + fault + "."));
            model.addAttribute("typed", text);
            model.addAttribute("named", false);
            return page.show(client, signedIn, model, request, response);
        }
        if (!labels.set(client, form.version(), GivenName.stored(text), actor(signedIn))) {
            throw meanwhile();
        }
        return seeOther(request, client, "labelled");
    }

    @PostMapping("/admin/clients/{id}/label/undo")
    ResponseEntity<Void> undo(SignedIn signedIn, @PathVariable String id, HttpServletRequest request) {
        formTokens.check(request, ClientPage.PURPOSE);
        UUID client = existing(id);
        if (!labels.undo(client, new PersonForm(request).version(), actor(signedIn))) {
            throw meanwhile();
        }
        return seeOther(request, client, "label-undone");
    }

    private UUID existing(String id) {
        return clients.find(PersonForm.id(id)).orElseThrow(PersonForm::notThere).id();
    }

    private static String actor(SignedIn signedIn) {
        return "person:" + signedIn.person().id();
    }

    private static ResponseEntity<Void> seeOther(HttpServletRequest request, UUID client, String done) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, request.getContextPath() + "/admin/clients/" + client + "?done=" + done)
                .build();
    }

    private static PageRefusal meanwhile() {
        return new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "This client was named meanwhile")
                .because(
                        "Somebody changed what it is called after you opened the page, or undid it. You changed nothing.")
                .remedy("Open its page again, see what it is called now, and change that if you still want to."));
    }
}
