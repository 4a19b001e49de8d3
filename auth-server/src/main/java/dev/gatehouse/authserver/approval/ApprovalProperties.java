package dev.gatehouse.authserver.approval;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which clients may be used.
 *
 * @param mode what counts until an administrator sets another mode
 * @param knownDomains exact hosts of metadata documents whose clients pass in mode {@code by-rule}
 */
@ConfigurationProperties("gatehouse.approval")
record ApprovalProperties(
        @DefaultValue("by-rule") ApprovalMode mode,

        @DefaultValue({"claude.ai", "chatgpt.com", "vscode.dev"})
        Set<String> knownDomains) {

    ApprovalProperties {
        knownDomains = knownDomains.stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
