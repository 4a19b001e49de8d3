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
 * @param clientLabel what administrators call it; null where nobody named it, or others could be taken for it
 * @param nameSuspicious whether the name mixes scripts or hides characters, and must be marked
 * @param registeredAt when it registered itself
 * @param clientIdHost host of its {@code client_id}, where that is the address of its metadata document (M9)
 * @param vouchedFor whether an administrator vouches for that host
 * @param homepageHost host of the page it names as its own, shown as unverified where it registered itself
 * @param askedFor whether the app asked for any of it; else it is the server's default
 * @param allowedAt when this person last allowed this very client something that is in force; null for the first time
 * @param held on a step-up, what it has already and keeps; nothing otherwise
 * @param groups scopes that are asked for, by risk, least first; no empty group
 * @param signInAgain whether a tick of what destroys or sends leads to signing in again
 * @param signedInAgain whether the person comes back from that, with what they chose
 * @param redirectHost host and port in full, or the scheme of a private-use URI
 * @param loopback whether the code goes to an app on this computer
 * @param offline whether the client asked for {@code offline_access}
 * @param durations choices within the ceiling, exactly one preselected
 * @param label what the person called the connection before
 */
public record ConsentPage(
        String transaction,
        String formToken,
        String reference,
        String signedInAs,
        String clientName,
        @Nullable String clientLabel,
        boolean nameSuspicious,
        ClientSource source,
        @Nullable Instant registeredAt,
        @Nullable String clientIdHost,
        boolean vouchedFor,
        @Nullable String homepageHost,
        String resourceName,
        String resourceUri,
        boolean askedFor,
        @Nullable Instant allowedAt,
        List<Item> held,
        List<Group> groups,
        boolean signInAgain,
        boolean signedInAgain,
        String redirectUri,
        String redirectHost,
        boolean loopback,
        boolean offline,
        List<Choice> durations,
        @Nullable String label) {

    /**
     * Scopes of one risk.
     *
     * @param heldBack those that an administrator must say yes to first: shown, never ticked
     */
    public record Group(Risk risk, List<Item> scopes, List<Item> heldBack) {}

    /** How many things the person may ask an administrator for. */
    public int heldBack() {
        return groups.stream().mapToInt(group -> group.heldBack().size()).sum();
    }

    /**
     * One scope to tick.
     *
     * @param held granted before and still in force: shown as such
     * @param added asked of a person who allowed this client other things before
     * @param anHour lasts an hour at most, which the group that destroys or sends says as a whole
     */
    public record Item(
            String name,
            String text,
            List<String> tools,
            boolean ticked,
            boolean held,
            boolean added,
            boolean anHour) {}

    /**
     * One duration: the value is ISO 8601 ({@code PT8H}).
     */
    public record Choice(String value, String label, boolean preselected) {}
}
