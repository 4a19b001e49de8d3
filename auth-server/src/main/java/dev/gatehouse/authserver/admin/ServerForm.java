package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.ServerChange.Unfit;
import dev.gatehouse.authserver.resource.ResourceProperties.ScopeEntry;
import dev.gatehouse.authserver.resource.ResourceProperties.Server;
import dev.gatehouse.authserver.resource.Risk;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What an owner filled in about an MCP server. What cannot be taken changes nothing and is shown again as it was typed. */
final class ServerForm {

    /** How many scopes are proposed at once: a form has at most a hundred fields. */
    static final int MOST_PROPOSED = 22;

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
            throw new Unfit("scope_0", "Write at least one permission.");
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
            throw new Unfit("default", "Let another permission be offered to who asks for nothing first.");
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
        return number(name).map(Duration::ofMinutes).orElseThrow(() -> notANumber(name));
    }

    private Duration hours(String name) {
        return number(name).map(Duration::ofHours).orElseThrow(() -> notANumber(name));
    }

    private Optional<Long> number(String name) {
        return Optional.of(text(name))
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Long::valueOf);
    }

    private static Unfit notANumber(String name) {
        return new Unfit(name, "Give a whole number.");
    }

    /** What these fields hold, to be shown again. */
    Map<String, String> typed(List<String> fields) {
        Map<String, String> typed = new HashMap<>();
        fields.forEach(field -> typed.put(field, text(field)));
        return typed;
    }

    /** What the whole server's fields hold as it is stored. */
    static Map<String, String> stored(Server server) {
        return Map.of(
                "name",
                server.name(),
                "algorithm",
                server.signingAlgorithm(),
                "token_minutes",
                "" + server.tokenLifetime().toMinutes(),
                "grant_hours",
                "" + server.grantCeiling().toHours(),
                "aliases",
                String.join("\n", server.aliases()),
                "dpop",
                server.dpopRequired() ? "true" : "");
    }

    /** The lines of a new server as they were typed. */
    List<ServerAddController.Proposal> proposals() {
        return IntStream.range(0, MOST_PROPOSED)
                .filter(i -> request.getParameter("scope_" + i) != null)
                .mapToObj(i -> new ServerAddController.Proposal(
                        i, text("scope_" + i), text("text_" + i), risk(text("risk_" + i)), text("tools_" + i)))
                .toList();
    }

    /** The field of the scope in this place: a form about one has no numbers. */
    String scopeField(String name, int place) {
        if (request.getParameter("scope_0") == null) {
            return name;
        }
        List<Integer> named = IntStream.range(0, MOST_PROPOSED)
                .filter(i -> !text("scope_" + i).isEmpty())
                .boxed()
                .toList();
        return name + "_" + (place < named.size() ? named.get(place) : 0);
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
