package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalRule;
import dev.gatehouse.authserver.approval.ApprovalRuleLimits;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an owner filled in for a rule. What cannot be taken changes nothing and is shown again as it was typed. */
final class RuleForm {

    private final HttpServletRequest request;

    private final ResourceDirectory resources;

    RuleForm(HttpServletRequest request, ResourceDirectory resources) {
        this.request = request;
        this.resources = resources;
    }

    /** What has to be corrected, by field; what is about the whole is said at the first one. */
    Map<String, String> problems(ApprovalRule rule) {
        Map<String, String> problems = new LinkedHashMap<>();
        ApprovalRuleLimits.problems(rule, uri -> resources.find(uri).isPresent())
                .forEach((field, problem) -> problems.put(field.isEmpty() ? "domain" : field, problem));
        return problems;
    }

    /** A field as it was typed. */
    public String typed(String field) {
        return DecisionForm.shown(request, field);
    }

    ApprovalRule rule(UUID id) {
        return new ApprovalRule(
                id,
                action(),
                filled(text("domain").toLowerCase(Locale.ROOT)),
                filled(text("redirect_host").toLowerCase(Locale.ROOT)),
                filled(canonical(text("resource"))),
                filled(text("scope")),
                filled(text("group").toLowerCase(Locale.ROOT)),
                filled(text("reason").replaceAll("\\p{C}", " ").strip()));
    }

    static ApprovalMode mode(String name) {
        return Arrays.stream(ApprovalMode.values())
                .filter(mode -> mode.name().equals(name))
                .findFirst()
                .orElseThrow(() -> DecisionForm.unreadable("No mode was chosen", "Choose one and save again."));
    }

    static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            // Not the id of anything.
            return Optional.empty();
        }
    }

    private ApprovalRule.Action action() {
        return switch (text("action")) {
            case "ALLOW" -> ApprovalRule.Action.ALLOW;
            case "ASK" -> ApprovalRule.Action.ASK;
            case "BLOCK" -> ApprovalRule.Action.BLOCK;
            default -> throw DecisionForm.unreadable("The rule does nothing", "Choose allow, ask or block.");
        };
    }

    private String canonical(String uri) {
        return resources.find(uri).map(ResourceServer::uri).orElse(uri);
    }

    private static @Nullable String filled(String text) {
        return text.isEmpty() ? null : text;
    }

    private String text(String name) {
        String[] values = request.getParameterValues(name);
        return values == null || values.length != 1 ? "" : values[0].strip();
    }
}
