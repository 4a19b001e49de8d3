package dev.gatehouse.authserver.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What administrators say of clients in general. A criterion that is null fits everything; all of them must fit.
 *
 * @param domain of the client's metadata document, with all below it
 * @param redirectHost where the answer goes, with all below it
 * @param resource the canonical URI of an MCP server
 * @param group a group that the person belongs to
 */
public record ApprovalRule(
        UUID id,
        Action action,
        @Nullable String domain,
        @Nullable String redirectHost,
        @Nullable String resource,
        @Nullable String scope,
        @Nullable String group,
        @Nullable String reason) {

    /** What is done, the mildest first. */
    public enum Action {
        ALLOW,
        ASK,
        BLOCK
    }

    boolean fits(ApprovalQuestion question, String asked) {
        return (domain == null || within(question.domain(), domain))
                && (redirectHost == null || within(question.redirectHost(), redirectHost))
                && (resource == null || resource.equals(question.resource()))
                && (scope == null || scope.equals(asked))
                && (group == null || question.person().groups().contains(group));
    }

    private static boolean within(@Nullable String host, String wanted) {
        String lower = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return lower.equals(wanted) || lower.endsWith("." + wanted);
    }

    /** More is more specific: first the number of criteria, then how long their names are. */
    int specificity() {
        int length = (domain == null ? 0 : domain.length()) + (redirectHost == null ? 0 : redirectHost.length());
        return criteria() * 1000 + Math.min(length, 999);
    }

    int criteria() {
        return (int) java.util.stream.Stream.of(domain, redirectHost, resource, scope, group)
                .filter(java.util.Objects::nonNull)
                .count();
    }

    /** The rule as half a sentence: {@code clients of example.com that ask for mail.send}. */
    public String words() {
        List<String> words = new ArrayList<>();
        words.add(domain == null ? "clients" : "clients of " + domain);
        if (redirectHost != null) {
            words.add("whose answers go to " + redirectHost);
        }
        if (scope != null) {
            words.add("that ask for " + scope);
        }
        if (resource != null) {
            words.add("at " + resource);
        }
        if (group != null) {
            words.add("used by the group " + group);
        }
        return String.join(" ", words);
    }
}
