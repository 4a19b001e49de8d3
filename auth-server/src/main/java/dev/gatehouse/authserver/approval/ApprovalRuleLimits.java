package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.user.AccountRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an administrator's rule must be like before it is stored, whichever way it came. */
public final class ApprovalRuleLimits {

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\\[[0-9a-f:.]{2,45}]");

    /** RFC 6749 section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,120}");

    private static final int LONGEST_REASON = 500;

    private ApprovalRuleLimits() {}

    /**
     * What is wrong with it: sentences by the name of the part; the name is empty for the whole.
     *
     * @param registered whether a text is the canonical URI of an MCP server
     */
    public static Map<String, String> problems(ApprovalRule rule, Predicate<String> registered) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (rule.criteria() == 0) {
            problems.put("", "Fill in at least one of its fields. What counts for all apps is the mode.");
        }
        host(problems, "domain", rule.domain());
        host(problems, "redirect_host", rule.redirectHost());
        if (rule.resource() != null && !registered.test(rule.resource())) {
            problems.put("resource", "Choose one of the MCP servers that are set up here, or none for all.");
        }
        if (rule.scope() != null && !SCOPE.matcher(rule.scope()).matches()) {
            problems.put("scope", "Give its name, as in crm.contacts.read.");
        }
        if (rule.group() != null) {
            AccountRules.groupProblem(rule.group()).ifPresent(problem -> problems.put("group", problem));
        }
        String reason = rule.reason();
        if (reason != null && (reason.length() > LONGEST_REASON || reason.matches("(?s).*\\p{C}.*"))) {
            problems.put("reason", "Say it in one line of at most " + LONGEST_REASON + " characters.");
        }
        return problems;
    }

    private static void host(Map<String, String> problems, String name, @Nullable String host) {
        if (host != null && !HOST.matcher(host).matches()) {
            problems.put(name, "Give it as in example.com, in lower case and without https://.");
        }
    }
}
