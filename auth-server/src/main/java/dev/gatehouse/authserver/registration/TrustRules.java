package dev.gatehouse.authserver.registration;

import java.util.List;
import java.util.Locale;

/** What an installation thinks of domains (requirement M11): the most specific rule counts, none means ask. */
record TrustRules(List<TrustRule> rules) {

    TrustRules {
        rules = List.copyOf(rules);
    }

    /** One rule, for a domain and all below it. */
    record TrustRule(String domain, Trust trust) {

        TrustRule {
            domain = domain.toLowerCase(Locale.ROOT);
            if (!domain.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
                throw new IllegalArgumentException("gatehouse.registration.domains: " + domain
                        + " is no domain in lower case without a dot around it");
            }
        }

        boolean covers(String host) {
            return host.equals(domain) || host.endsWith("." + domain);
        }
    }

    /** What a rule says. */
    enum Trust {
        /** Vouched for by the administrator. */
        ALLOW,
        /** People are told whose address it is, and decide. */
        ASK,
        /** Never. */
        BLOCK
    }

    Trust of(String host) {
        return rules.stream()
                .filter(rule -> rule.covers(host))
                .max((a, b) -> Integer.compare(a.domain().length(), b.domain().length()))
                .map(TrustRule::trust)
                .orElse(Trust.ASK);
    }
}
