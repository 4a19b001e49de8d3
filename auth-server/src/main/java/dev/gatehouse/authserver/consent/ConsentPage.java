package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.resource.Risk;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the consent page shows, decided beforehand: the template only lays it out.
 *
 * @param transaction the opaque name of the authorization request, a hidden field
 * @param clientName at most 60 characters, control characters gone
 * @param nameSuspicious whether the name mixes scripts or hides characters, and must be marked
 * @param registeredAt when it registered itself
 * @param clientIdHost host of its {@code client_id}, where that is the address of its metadata document (M9)
 * @param vouchedFor whether an administrator vouches for that host
 * @param homepageHost host of the page it names as its own, shown as unverified where it registered itself
 * @param groups scopes by risk, least first; no empty group
 * @param redirectHost host and port in full, or the scheme of a private-use URI
 * @param loopback whether the code goes to an app on this computer
 * @param offline whether the client asked for {@code offline_access}
 * @param durations choices within the ceiling, exactly one preselected
 * @param knownBefore whether this person has allowed this very client before
 */
public record ConsentPage(
        String transaction,
        String formToken,
        String reference,
        String signedInAs,
        String clientName,
        boolean nameSuspicious,
        ClientSource source,
        @Nullable Instant registeredAt,
        @Nullable String clientIdHost,
        boolean vouchedFor,
        @Nullable String homepageHost,
        String resourceName,
        String resourceUri,
        List<Group> groups,
        String redirectUri,
        String redirectHost,
        boolean loopback,
        boolean offline,
        List<Choice> durations,
        boolean knownBefore) {

    /** Scopes of one risk. */
    public record Group(Risk risk, List<Item> scopes) {}

    /**
     * One scope to tick.
     *
     * @param held granted before and still in force: shown as such, ticked
     */
    public record Item(String name, String text, List<String> tools, boolean ticked, boolean held) {}

    /**
     * One duration: the value is ISO 8601 ({@code PT8H}).
     */
    public record Choice(String value, String label, boolean preselected) {}
}
