package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.resource.ResourceServers.Outcome;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What came of a change of an MCP server, in the words of its pages. */
final class ServerChange {

    private static final Pattern MESSAGE =
            Pattern.compile("server\\.(?:scopes\\[([0-9]+)]\\.)?([a-z-]+)(?:\\[[0-9]+])? (.*)", Pattern.DOTALL);

    private static final Map<String, String> NAMES = Map.of(
            "uri", "Its address",
            "aliases", "Another address",
            "name", "The name",
            "text", "What it allows",
            "tools", "The tools",
            "token-lifetime", "How long tokens live",
            "grant-ceiling", "How long a grant lasts",
            "signing-algorithm", "The algorithm",
            "default-scope", "What is offered to who asks for nothing",
            "scopes", "The permissions");

    private static final Map<String, String> FIELDS = Map.of(
            "token-lifetime", "token_minutes",
            "grant-ceiling", "grant_hours",
            "signing-algorithm", "algorithm",
            "default-scope", "default");

    private ServerChange() {}

    /** That one field of a form cannot be taken. */
    static final class Unfit extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String field;

        private final String sentence;

        Unfit(String field, String sentence) {
            super(field);
            this.field = field;
            this.sentence = sentence;
        }
    }

    /**
     * Does it, and names what has to be corrected, by field; empty once it is done.
     *
     * @throws PageRefusal if it is not there, or somebody changed it meanwhile
     */
    static Map<String, String> problems(ServerForm form, Supplier<Outcome> change) {
        try {
            require(change.get());
            return Map.of();
        } catch (Unfit e) {
            return Map.of(e.field, e.sentence);
        } catch (IllegalArgumentException e) {
            return said(form, e.getMessage());
        }
    }

    /** Each way in which it may fail, as a page. */
    static void require(Outcome outcome) {
        switch (outcome) {
            case DONE -> {}
            case GONE -> throw notThere();
            case NEEDED ->
                throw new PageRefusal(
                        ErrorPage.of(HttpStatus.CONFLICT, "Requests that name no MCP server are for this one")
                                .because("It is the default, so it cannot be removed. Nothing was changed.")
                                .remedy("Configure another default, or add another server, first."));
            case CONFLICT ->
                throw new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "This cannot be saved as it is")
                        .because("Somebody changed this MCP server after you opened the page, or one of its addresses"
                                + " leads to another one. Nothing was changed.")
                        .remedy("Look at the MCP servers again, and change it once more."));
        }
    }

    static PageRefusal notThere() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This MCP server is not set up here")
                .because("Its address leads to none. Nothing was changed.")
                .remedy("Look at the MCP servers again."));
    }

    /** The rule's sentence at the field that it is about, with the words of the page in place of the key. */
    private static Map<String, String> said(ServerForm form, @Nullable String message) {
        Matcher parts = MESSAGE.matcher(message == null ? "" : message);
        if (!parts.matches()) {
            return Map.of("name", "The MCP server breaks a rule.");
        }
        String key = parts.group(2);
        boolean scopeName = parts.group(1) != null && key.equals("name");
        String what = scopeName ? "The permission's name" : NAMES.getOrDefault(key, "One of the fields");
        String field = parts.group(1) == null
                ? FIELDS.getOrDefault(key, key)
                : form.scopeField(scopeName ? "scope" : key, Integer.parseInt(parts.group(1)));
        return Map.of(field, what + " " + parts.group(3) + ".");
    }
}
