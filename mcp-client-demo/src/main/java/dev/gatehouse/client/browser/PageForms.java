package dev.gatehouse.client.browser;

import dev.gatehouse.client.browser.HeadlessPerson.Wishes;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Connection.KeyVal;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/** Finds the two forms that matter on an authorization server's pages, and fills them in as a browser would send them. */
final class PageForms {

    private PageForms() {}

    static Optional<FormElement> signIn(Document page) {
        return page.forms().stream()
                .filter(form -> form.selectFirst("input[type=password]") != null)
                .findFirst();
    }

    /** The form in which scopes are ticked or a decision is made; a sign-out form on the same page is neither. */
    static Optional<FormElement> consent(Document page) {
        return page.forms().stream()
                .filter(form -> form.selectFirst("[name=scope], [name=decision]") != null)
                .findFirst();
    }

    static HttpCall signInAs(FormElement form, Wishes wishes) {
        Element user = form.selectFirst("input[name=username], input[type=email], input[type=text], input:not([type])");
        if (user == null) {
            throw new Failure(Step.SIGN_IN, "the sign-in page has no field for a name.");
        }
        user.val(wishes.user());
        Objects.requireNonNull(form.selectFirst("input[type=password]")).val(wishes.password());
        return submit(
                form, Optional.ofNullable(form.selectFirst("button[type=submit][name], input[type=submit][name]")));
    }

    static HttpCall decide(FormElement form, Wishes wishes) {
        if (!wishes.deny()) {
            wishes.allow().ifPresent(scopes -> tick(form, scopes));
            wishes.duration().ifPresent(value -> choose(form, value));
        }
        return submit(form, Optional.of(decision(form, wishes.deny())));
    }

    private static void tick(FormElement form, Set<String> scopes) {
        List<Element> boxes = form.select("input[type=checkbox][name=scope]");
        // What was allowed before stands there without a box, and is sent along.
        Set<String> offered = Set.copyOf(form.select("input[name=scope]").eachAttr("value"));
        if (!offered.containsAll(scopes)) {
            throw new Failure(
                    Step.CONSENT,
                    "the page does not offer all of " + scopes + ", but " + Printable.phrase(offered.toString()) + ".");
        }
        for (Element box : boxes) {
            box.attr("checked", scopes.contains(box.val()));
        }
    }

    private static void choose(FormElement form, String value) {
        List<Element> choices = form.select("input[type=radio][name=duration]");
        if (choices.stream().noneMatch(choice -> choice.val().equals(value))) {
            throw new Failure(
                    Step.CONSENT,
                    "the page offers no duration " + value + ", but "
                            + choices.stream().map(Element::val).collect(Collectors.joining(", ")) + ".");
        }
        for (Element choice : choices) {
            choice.attr("checked", choice.val().equals(value));
        }
    }

    private static Element decision(FormElement form, boolean deny) {
        String wanted = deny ? "deny" : "allow";
        List<Element> buttons = form.select("button:not([type=button]):not([type=reset]), input[type=submit]");
        return buttons.stream()
                .filter(button ->
                        button.attr("name").equals("decision") && button.val().equals(wanted))
                .findFirst()
                .or(() -> buttons.stream()
                        .filter(button -> (button.text() + " " + button.val())
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted))
                        .findFirst())
                .orElseThrow(() -> new Failure(Step.CONSENT, "the page has no button to " + wanted + "."));
    }

    private static HttpCall submit(FormElement form, Optional<Element> button) {
        String body = form.formData().stream().map(PageForms::encoded).collect(Collectors.joining("&"));
        if (button.isPresent() && button.get().hasAttr("name")) {
            body += (body.isEmpty() ? "" : "&") + HttpCall.encode(button.get().attr("name")) + "="
                    + HttpCall.encode(button.get().val());
        }
        String action =
                form.hasAttr("action") && !form.attr("action").isEmpty() ? form.absUrl("action") : form.baseUri();
        URI target = WebUrl.require(Step.SIGN_IN, "the form's address", action);
        HttpCall post = HttpCall.json(Step.SIGN_IN, target, body);
        return post.header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .header("Origin", WebUrl.origin(target));
    }

    private static String encoded(KeyVal pair) {
        return HttpCall.encode(pair.key()) + "=" + HttpCall.encode(pair.value());
    }
}
