package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One rule of an administrator's. It limits; only its exemption lets anything be more than it would be without the rule,
 * and that is the general ceiling of a grant alone.
 *
 * @param version grows with each change; 0 for one that is not stored yet
 * @param subject of a client: its {@code client_id}, the host of its metadata document, or its name; of a person: the id;
 *     null at the other levels
 * @param resource canonical URI of the only resource it is about; null for all. Never null at level RESOURCE, always at
 *     GLOBAL
 * @param scopes the only scopes that may be granted; null limits none
 * @param tokenLifetime the longest life of an access token; null limits none
 * @param grantLifetime the longest life of a grant; null limits none
 * @param exemption present if and only if {@code grantLifetime} is longer than {@link AccessLimits#CEILING}
 */
public record PolicyRule(
        UUID id,
        int version,
        PolicyLevel level,
        @Nullable String subject,
        @Nullable String resource,
        @Nullable Set<String> scopes,
        @Nullable Duration tokenLifetime,
        @Nullable Duration grantLifetime,
        @Nullable Exemption exemption) {

    public PolicyRule {
        scopes = scopes == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        boolean personal = level == PolicyLevel.CLIENT || level == PolicyLevel.PERSON;
        boolean longer = grantLifetime != null && grantLifetime.compareTo(AccessLimits.CEILING) > 0;
        if (personal != (subject != null)
                || (level == PolicyLevel.RESOURCE && resource == null)
                || (level == PolicyLevel.GLOBAL && resource != null)
                || longer != (exemption != null)) {
            throw new IllegalArgumentException("A rule of level " + level + " cannot be like this");
        }
    }

    /** Whether it is about grants of this person to this client at this resource. */
    public boolean isAbout(Client client, String resourceUri, @Nullable UUID person) {
        if (resource != null && !resource.equals(resourceUri)) {
            return false;
        }
        return switch (level) {
            case GLOBAL, RESOURCE -> true;
            case CLIENT -> names(client);
            case PERSON -> person != null && person.toString().equals(subject);
        };
    }

    /** Anyone may register under any name, so a name can take something away, but exempts from nothing. */
    private boolean names(Client client) {
        if (client.clientId().equals(subject)) {
            return true;
        }
        if (client.source() == ClientSource.CIMD
                && RedirectUriPolicy.host(client.clientId()).equals(subject)) {
            return true;
        }
        return exemption == null && client.clientName().equalsIgnoreCase(subject);
    }

    /** The rule as a part of a sentence. */
    String words() {
        return switch (level) {
            case GLOBAL -> "the rule for everyone";
            case RESOURCE -> "the rule for this MCP server";
            case CLIENT -> "the rule for the client " + subject;
            case PERSON -> "the rule for this person";
        };
    }
}
