package dev.gatehouse.authserver.policy;

import java.util.List;

/**
 * What a person may be asked for, and why it is not more.
 *
 * @param offered may be empty: then there is nothing to ask for
 * @param reasons a plain sentence for each thing that was left out or cut
 */
public record AccessDecision(OfferedScopes offered, AccessLimits limits, List<String> reasons) {

    public AccessDecision {
        reasons = List.copyOf(reasons);
    }
}
