package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalRule;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.user.AccountRules;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what an owner filled in for a rule. Whatever cannot be read changes nothing. */
final class RuleForm {

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\\[[0-9a-f:.]{2,45}]");

    /** RFC 6749 section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,120}");

    private static final int LONGEST_REASON = 500;

    private final HttpServletRequest request;

    private final ResourceDirectory resources;

    RuleForm(HttpServletRequest request, ResourceDirectory resources) {
        this.request = request;
        this.resources = resources;
    }

    ApprovalRule rule(UUID id) {
        ApprovalRule rule = new ApprovalRule(
                id, action(), host("domain"), host("redirect_host"), resource(), scope(), group(), reason());
        if (rule.domain() == null
                && rule.redirectHost() == null
                && rule.resource() == null
                && rule.scope() == null
                && rule.group() == null) {
            throw DecisionForm.unreadable(
                    "The rule says nothing about which apps it is for",
                    "Fill in at least one of its fields. What counts for all apps is the mode.");
        }
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

    private @Nullable String host(String name) {
        String host = text(name).toLowerCase(Locale.ROOT);
        if (!host.isEmpty() && !HOST.matcher(host).matches()) {
            throw DecisionForm.unreadable("A domain cannot be read", "Give it as in example.com, without https://.");
        }
        return host.isEmpty() ? null : host;
    }

    private @Nullable String resource() {
        String uri = text("resource");
        if (uri.isEmpty()) {
            return null;
        }
        return resources
                .find(uri)
                .map(ResourceServer::uri)
                .orElseThrow(() -> DecisionForm.unreadable(
                        "This MCP server is not set up here", "Choose one of the list, or none for all."));
    }

    private @Nullable String scope() {
        String scope = text("scope");
        if (!scope.isEmpty() && !SCOPE.matcher(scope).matches()) {
            throw DecisionForm.unreadable("A permission cannot be read", "Give its name, as in crm.contacts.read.");
        }
        return scope.isEmpty() ? null : scope;
    }

    private @Nullable String group() {
        String group = text("group").toLowerCase(Locale.ROOT);
        if (group.isEmpty()) {
            return null;
        }
        AccountRules.groupProblem(group).ifPresent(problem -> {
            throw DecisionForm.unreadable("A group's name cannot be read", problem);
        });
        return group;
    }

    private @Nullable String reason() {
        String reason = text("reason").replaceAll("\\p{C}", " ").strip();
        if (reason.length() > LONGEST_REASON) {
            throw DecisionForm.unreadable("The reason is too long", "Say it in at most 500 characters.");
        }
        return reason.isEmpty() ? null : reason;
    }

    private String text(String name) {
        String[] values = request.getParameterValues(name);
        return values == null || values.length != 1 ? "" : values[0].strip();
    }
}
