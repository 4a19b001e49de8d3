package dev.gatehouse.authserver.resource;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where what an MCP server publishes and what is registered here differ, as sentences with what to do. Pure.
 *
 * @param missingHere scopes that it publishes and that nobody registered
 * @param sentences one for each difference, the scopes among them
 */
public record ResourceDrift(Set<String> missingHere, List<String> sentences) {

    private static final int MOST_NAMED = 20;

    public static final ResourceDrift NONE = new ResourceDrift(Set.of(), List.of());

    /**
     * @param look what came of the last one
     * @param issuer ours, which the server has to name
     */
    public static ResourceDrift between(ResourceServer registered, ResourceLook look, String issuer) {
        List<String> sentences = new ArrayList<>();
        PublishedServer published = look.found();
        Set<String> missing =
                published == null ? new LinkedHashSet<>() : scopes(registered, look, published, issuer, sentences);
        addTools(registered, look.tools(), missing, sentences);
        return new ResourceDrift(missing, sentences);
    }

    /** Adds a sentence for each difference but the tools'; returns what is missing here. */
    private static Set<String> scopes(
            ResourceServer registered,
            ResourceLook look,
            PublishedServer published,
            String issuer,
            List<String> sentences) {
        Set<String> here = new LinkedHashSet<>();
        registered.scopes().forEach(scope -> here.add(scope.name()));
        Set<String> missing = new LinkedHashSet<>(published.scopes());
        missing.removeAll(here);
        Set<String> gone = new LinkedHashSet<>(here);
        published.scopes().forEach(gone::remove);
        if (look.tools() != null) {
            gone.removeAll(look.tools().byScope().keySet());
        }
        if (!published.authorizationServers().contains(issuer)) {
            sentences.add("It does not name " + issuer
                    + " among its authorization_servers, so that agents never come here. Add it there.");
        }
        if (!missing.isEmpty()) {
            sentences.add("It publishes " + String.join(", ", missing)
                    + ", which nobody can be granted. Add what agents should get.");
        }
        // A server may publish only what agents should ask for first, or nothing at all.
        if (!published.scopes().isEmpty() && !gone.isEmpty()) {
            sentences.add("It does not publish " + String.join(", ", gone)
                    + ". Remove what it no longer knows; leave what it asks for by challenge.");
        }
        if (published.dpopRequired() && !registered.dpopRequired()) {
            sentences.add("It takes only tokens bound to a key (DPoP), and gets others from here. Require DPoP.");
        }
        return missing;
    }

    private static void addTools(
            ResourceServer registered,
            @Nullable PublishedTools published,
            Set<String> missing,
            List<String> sentences) {
        if (published == null || published.problem() != null) {
            return;
        }
        Set<String> gone = new LinkedHashSet<>();
        registered.scopes().forEach(scope -> gone.addAll(scope.tools()));
        Set<String> unopened = new LinkedHashSet<>();
        for (PublishedTools.Tool tool : published.tools()) {
            if (!gone.remove(tool.name())) {
                unopened.add(tool.name());
            }
        }
        if (!unopened.isEmpty()) {
            sentences.add("It has the tools " + some(unopened)
                    + ", which no permission here names. Write each at the permission that opens it.");
        }
        if (!gone.isEmpty()) {
            sentences.add("It does not list the tools " + some(gone)
                    + ", which permissions here name. Take out what it no longer has.");
        }
        addOpened(registered, published, missing, sentences);
    }

    /** By which permissions a tool opens matters only where one does here and another there: a tool may need none. */
    private static void addOpened(
            ResourceServer registered, PublishedTools published, Set<String> missing, List<String> sentences) {
        Set<String> here = new LinkedHashSet<>();
        registered.scopes().forEach(scope -> here.add(scope.name()));
        Set<String> unknown = new LinkedHashSet<>(published.byScope().keySet());
        unknown.removeAll(here);
        Set<String> unsaid = new LinkedHashSet<>(unknown);
        unsaid.removeAll(missing);
        if (!unsaid.isEmpty()) {
            sentences.add(
                    "Its tools ask for " + some(unsaid) + ", which nobody can be granted. Add what agents should get.");
        }
        missing.addAll(unknown);
        Set<String> elsewhere = new LinkedHashSet<>();
        registered
                .scopes()
                .forEach(scope -> published.tools().stream()
                        .filter(tool -> scope.tools().contains(tool.name()))
                        .filter(tool ->
                                !tool.scopes().isEmpty() && !tool.scopes().contains(scope.name()))
                        .forEach(tool -> elsewhere.add(tool.name() + " (" + String.join(", ", tool.scopes()) + ")")));
        if (!elsewhere.isEmpty()) {
            sentences.add("It opens tools by other permissions than those that name them here: " + some(elsewhere)
                    + ". Move each to its own, so that people see what they allow.");
        }
    }

    private static String some(Set<String> names) {
        String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMED ? first : first + " and " + (names.size() - MOST_NAMED) + " more";
    }

    public boolean none() {
        return sentences.isEmpty();
    }
}
