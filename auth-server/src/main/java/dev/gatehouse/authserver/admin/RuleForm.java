package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalRule;
import dev.gatehouse.authserver.approval.ApprovalRuleLimits;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what an owner filled in for a rule. Whatever cannot be read changes nothing. */
final class RuleForm {

    private static final Map<String, String> HEADLINES = Map.of(
            "", "The rule says nothing about which apps it is for",
            "domain", "A domain cannot be read",
            "redirect_host", "A domain cannot be read",
            "resource", "This MCP server is not set up here",
            "scope", "A permission cannot be read",
            "group", "A group's name cannot be read",
            "reason", "The reason is too long");

    private final HttpServletRequest request;

    private final ResourceDirectory resources;

    RuleForm(HttpServletRequest request, ResourceDirectory resources) {
        this.request = request;
        this.resources = resources;
    }

    ApprovalRule rule(UUID id) {
        ApprovalRule rule = new ApprovalRule(
                id,
                action(),
                filled(text("domain").toLowerCase(Locale.ROOT)),
                filled(text("redirect_host").toLowerCase(Locale.ROOT)),
                filled(canonical(text("resource"))),
                filled(text("scope")),
                filled(text("group").toLowerCase(Locale.ROOT)),
                filled(text("reason").replaceAll("\\p{C}", " ").strip()));
        ApprovalRuleLimits.problems(rule, uri -> resources.find(uri).isPresent()).entrySet().stream()
                .findFirst()
                .ifPresent(problem -> {
                    throw DecisionForm.unreadable(
                            HEADLINES.getOrDefault(problem.getKey(), "The rule cannot be read"), problem.getValue());
                });
        return rule;
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
