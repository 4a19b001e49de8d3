package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.user.Person;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this person may use this client.
 *
 * @param domain host of its metadata document, where it is known by one
 * @param vouchedFor whether the installation vouches for that domain
 * @param redirectHost where the answer would go
 * @param scopes what the person would be asked for
 * @param approvalNeeded those of the resource's scopes that nobody gets without an administrator's word
 */
public record ApprovalQuestion(
        Client client,
        @Nullable String domain,
        boolean vouchedFor,
        String redirectHost,
        Person person,
        String resource,
        Set<String> scopes,
        Set<String> approvalNeeded) {

    public ApprovalQuestion {
        approvalNeeded = Set.copyOf(approvalNeeded);
        scopes = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }
}
