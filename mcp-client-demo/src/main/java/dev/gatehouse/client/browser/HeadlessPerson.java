package dev.gatehouse.client.browser;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.FormElement;

/**
 * Does what a person would do with an authorization server's pages: signs in once, decides once, goes where it is sent.
 * Runs no script, so a page that needs one ends the visit.
 */
public final class HeadlessPerson {

    private static final int MOST_PAGES = 20;

    private final Http http;
    private final Wishes wishes;
    private final CookieJar cookies = new CookieJar();
    private boolean signedIn;
    private boolean decided;

    public HeadlessPerson(Http http, Wishes wishes) {
        this.http = http;
        this.wishes = wishes;
    }

    /**
     * What the person wants.
     *
     * @param allow the scopes to tick, and no others; empty to leave the page's own choice
     * @param duration the value of the page's choice; empty to leave it
     */
    public record Wishes(
            String user, String password, Optional<Set<String>> allow, Optional<String> duration, boolean deny) {

        /** Leaves out the password. */
        @Override
        public String toString() {
            return "Wishes[" + user + ", " + allow + ", " + deny + "]";
        }
    }

    /** @throws Failure if the visit does not end with a redirect back to the client */
    public void visit(URI authorizationUrl) {
        String home = WebUrl.origin(authorizationUrl);
        HttpCall next = page(authorizationUrl);
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            HttpAnswer answer = http.send(cookies.with(next));
            cookies.take(next.uri(), answer);
            if (answer.status() / 100 == 3) {
                URI target = redirect(answer);
                if (!WebUrl.origin(target).equals(home)) {
                    deliver(target);
                    return;
                }
                next = page(target);
            } else if (answer.status() == 200) {
                next = act(Jsoup.parse(answer.body(), answer.uri().toString()));
            } else {
                throw new Failure(Step.SIGN_IN, "the page answers " + answer.status() + ": " + words(answer.body()));
            }
        }
        throw new Failure(Step.SIGN_IN, "after " + MOST_PAGES + " pages there is still no way back to the client.");
    }

    private HttpCall act(Document page) {
        Optional<FormElement> signIn = PageForms.signIn(page);
        if (signIn.isPresent()) {
            if (signedIn) {
                throw new Failure(Step.SIGN_IN, "the sign-in page came back: " + words(page.html()));
            }
            signedIn = true;
            return PageForms.signInAs(signIn.get(), wishes);
        }
        Optional<FormElement> consent = PageForms.consent(page);
        if (consent.isPresent() && !decided) {
            decided = true;
            return PageForms.decide(consent.get(), wishes);
        }
        throw new Failure(Step.SIGN_IN, "this page is neither a sign-in nor a consent: " + words(page.html()));
    }

    /** The client listens there; that it takes the answer is all that is left to do. */
    private void deliver(URI callback) {
        HttpAnswer answer = http.send(page(callback));
        if (answer.status() != 200) {
            throw new Failure(
                    Step.SIGN_IN, "the client at " + WebUrl.origin(callback) + " answers " + answer.status() + ".");
        }
    }

    private static HttpCall page(URI uri) {
        return HttpCall.get(Step.SIGN_IN, uri).header("Accept", "text/html");
    }

    private static URI redirect(HttpAnswer answer) {
        String location = answer.header("location")
                .orElseThrow(() -> new Failure(Step.SIGN_IN, answer.uri().getPath() + " redirects to nowhere."));
        return WebUrl.resolve(Step.SIGN_IN, answer.uri(), location);
    }

    private static String words(String html) {
        return Printable.phrase(Jsoup.parse(html).body().text());
    }
}
