package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.resource.ResourceProperties.ScopeEntry;
import dev.gatehouse.authserver.resource.ResourceProperties.Server;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads what an owner filled in about an MCP server. Whatever cannot be read changes nothing. */
final class ServerForm {

    /** How many scopes are proposed at once: a form has at most a hundred fields. */
    static final int MOST_PROPOSED = 22;

    private static final Pattern MESSAGE =
            Pattern.compile("server\\.(?:scopes\\[([0-9]+)]\\.)?([a-z-]+)(?:\\[[0-9]+])? (.*)");

    private static final Map<String, String> NAMES = Map.of(
            "uri", "Its address",
            "aliases", "Another address",
            "name", "The name",
            "text", "What it allows",
            "tools", "The tools",
            "token-lifetime", "How long tokens live",
            "grant-ceiling", "How long a grant lasts",
            "default-scope", "What is offered to who asks for nothing",
            "scopes", "The permissions");

    private final HttpServletRequest request;

    ServerForm(HttpServletRequest request) {
        this.request = request;
    }

    String text(String name) {
        String[] values = request.getParameterValues(name);
        return values == null || values.length != 1
                ? ""
                : values[0].replaceAll("[\\p{C}&&[^\n]]", " ").strip();
    }

    boolean ticked(String name) {
        return !text(name).isEmpty();
    }

    int version() {
        String version = text("version");
        if (!version.matches("[0-9]{1,9}")) {
            throw DecisionForm.unreadable("The form is not complete", "Open the MCP server again.");
        }
        return Integer.parseInt(version);
    }

    /** A new server with the scopes that were ticked. */
    Server server() {
        List<ScopeEntry> scopes = new ArrayList<>();
        List<String> defaults = new ArrayList<>();
        for (int i = 0; i < MOST_PROPOSED; i++) {
            String name = text("scope_" + i);
            if (!name.isEmpty()) {
                Risk risk = risk(text("risk_" + i));
                scopes.add(new ScopeEntry(
                        name, text("text_" + i), risk, toolNames("tools_" + i), true, risk == Risk.DESTRUCTIVE));
                if (risk == Risk.READ) {
                    defaults.add(name);
                }
            }
        }
        if (scopes.isEmpty()) {
            throw DecisionForm.unreadable("The server has no permission yet", "Tick or write at least one.");
        }
        // Nothing that changes anything is ever given unasked, but something must be.
        List<String> offered = defaults.isEmpty() ? List.of(scopes.getFirst().name()) : defaults;
        return new Server(
                text("uri"),
                text("name"),
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                "ES256",
                ticked("dpop"),
                offered,
                List.of(),
                scopes);
    }

    /** The same server with what the form says of it as a whole. */
    Server basics(Server server) {
        return new Server(
                server.uri(),
                text("name"),
                minutes("token_minutes"),
                hours("grant_hours"),
                text("algorithm"),
                ticked("dpop"),
                server.defaultScope(),
                lines("aliases"),
                server.scopes());
    }

    /** The same server with one scope as the form has it, in its place or added at the end. */
    Server withScope(Server server) {
        String former = text("former");
        ScopeEntry entry = new ScopeEntry(
                text("scope"),
                text("text"),
                risk(text("risk")),
                lines("tools"),
                !ticked("configured_only"),
                ticked("approval"));
        List<ScopeEntry> scopes = new ArrayList<>(server.scopes());
        int place = place(scopes, former);
        if (place < 0) {
            scopes.add(entry);
        } else {
            scopes.set(place, entry);
        }
        Set<String> defaults = new LinkedHashSet<>(server.defaultScope());
        defaults.remove(former);
        if (ticked("default")) {
            defaults.add(entry.name());
        } else {
            defaults.remove(entry.name());
        }
        return with(server, scopes, defaults);
    }

    /** The same server without the scope. */
    Server withoutScope(Server server) {
        String former = text("former");
        List<ScopeEntry> scopes = new ArrayList<>(server.scopes());
        scopes.removeIf(scope -> scope.name().equals(former));
        Set<String> defaults = new LinkedHashSet<>(server.defaultScope());
        defaults.remove(former);
        return with(server, scopes, defaults);
    }

    private static Server with(Server server, List<ScopeEntry> scopes, Set<String> defaults) {
        if (!scopes.isEmpty() && defaults.isEmpty()) {
            throw DecisionForm.unreadable(
                    "Nothing would be left for who asks for nothing",
                    "Let another permission be offered by default first.");
        }
        return new Server(
                server.uri(),
                server.name(),
                server.tokenLifetime(),
                server.grantCeiling(),
                server.signingAlgorithm(),
                server.dpopRequired(),
                List.copyOf(defaults),
                server.aliases(),
                scopes);
    }

    private static int place(List<ScopeEntry> scopes, String name) {
        for (int i = 0; i < scopes.size(); i++) {
            if (scopes.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Does it, with each way in which it may fail as a page. */
    static void done(Supplier<ResourceServers.Outcome> change) {
        ResourceServers.Outcome outcome;
        try {
            outcome = change.get();
        } catch (IllegalArgumentException e) {
            throw DecisionForm.unreadable(words(e.getMessage()), "Go back, correct it, and save again.");
        }
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

    /** The rule's sentence, with the words of the page in place of the key. */
    static String words(@Nullable String message) {
        Matcher parts = MESSAGE.matcher(message == null ? "" : message);
        if (!parts.matches()) {
            return "The MCP server breaks a rule";
        }
        String what = parts.group(1) != null && parts.group(2).equals("name")
                ? "The permission's name"
                : NAMES.getOrDefault(parts.group(2), "One of the fields");
        return what + " " + parts.group(3);
    }

    private static Risk risk(String name) {
        return Arrays.stream(Risk.values())
                .filter(risk -> risk.name().equals(name))
                .findFirst()
                .orElseThrow(() -> DecisionForm.unreadable(
                        "It is not said what a permission can do", "Choose read, change or destroy."));
    }

    /** What the name of a scope suggests it can do; an owner sees it before it counts. */
    static Risk guess(String scope) {
        String name = scope.toLowerCase(Locale.ROOT);
        if (name.matches(".*(delete|destroy|remove|send|admin|pay|purge|drop).*")) {
            return Risk.DESTRUCTIVE;
        }
        return name.matches(".*(read|list|view|get|search).*") ? Risk.READ : Risk.WRITE;
    }

    private Duration minutes(String name) {
        return number(name).map(Duration::ofMinutes).orElseThrow(() -> notANumber("How long tokens live"));
    }

    private Duration hours(String name) {
        return number(name).map(Duration::ofHours).orElseThrow(() -> notANumber("How long a grant lasts"));
    }

    private Optional<Long> number(String name) {
        return Optional.of(text(name))
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Long::valueOf);
    }

    private static PageRefusal notANumber(String what) {
        return DecisionForm.unreadable(what + " must be a whole number", "Go back, correct it, and save again.");
    }

    /** With which the server's tools are listed, as it was pasted; empty where there is none. */
    String accessToken() {
        String token = text("access_token");
        return token.regionMatches(true, 0, "Bearer ", 0, 7)
                ? token.substring(7).strip()
                : token;
    }

    private List<String> toolNames(String name) {
        return Arrays.stream(text(name).split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private List<String> lines(String name) {
        return text(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .distinct()
                .toList();
    }
}
