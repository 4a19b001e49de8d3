package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.DisplayName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lays out what a person is asked (requirements S1 and S9). Pure. */
final class ConsentPages {

    /** How long ago a person may have signed in who lets an agent destroy or send. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private ConsentPages() {}

    /** Whether the person must sign in again before they can grant this. */
    static boolean signInAgain(AuthorizationRequest request, Set<String> scopes, Instant signedInAt, Instant now) {
        return signedInAt.isBefore(now.minus(FRESH))
                && scopes.stream().anyMatch(name -> TokenPolicy.destructive(request.resource(), name));
    }

    /**
     * All that the page depends on.
     *
     * @param clientLabel what administrators call the client, where people may read it
     * @param before what this person allowed this very client before, in force
     */
    record Situation(
            WaitingRequest waiting,
            AuthorizationRequest request,
            @Nullable String clientLabel,
            @Nullable Consent before,
            SignedIn signedIn,
            boolean vouchedFor,
            String formToken,
            Instant now) {

        ConsentPage page() {
            Client client = request.client();
            DisplayName name = DisplayName.of(client.clientName());
            ResourceServer resource = request.resource();
            ConsentChoice choice = choice();
            return new ConsentPage(
                    waiting.transaction(),
                    formToken,
                    waiting.reference(),
                    signedIn.person().displayName(),
                    name.text(),
                    clientLabel,
                    name.suspicious(),
                    client.source(),
                    client.source() == ClientSource.DCR ? client.createdAt() : null,
                    client.source() == ClientSource.CIMD ? host(client.clientId()) : null,
                    vouchedFor,
                    host(client.homepage()),
                    resource.name(),
                    resource.uri(),
                    request.offered().scopes().stream().anyMatch(request.asked()::contains),
                    before == null ? null : before.grantedAt(),
                    items(scope -> stepUp() && held(scope)),
                    groups(),
                    signInAgain(request, request.offered().scopes(), signedIn.signedInAt(), now),
                    choice != null,
                    request.redirectUri(),
                    RedirectUriPolicy.displayHost(request.redirectUri()),
                    RedirectUriPolicy.isLoopback(request.redirectUri()),
                    request.offered().offlineAccess(),
                    durations(),
                    choice != null ? choice.label() : before == null ? null : before.label());
        }

        /** What this very person chose already. */
        private @Nullable ConsentChoice choice() {
            ConsentChoice choice = waiting.choice();
            return choice != null && choice.person().equals(signedIn.person().id()) ? choice : null;
        }

        /** Where it is not its whole group that lasts an hour. */
        private boolean elevated(Scope scope) {
            return scope.risk() != Risk.DESTRUCTIVE
                    && TokenPolicy.elevated(request.client(), request.resource(), scope.name());
        }

        /** What is elevated is never held: each yes is for an hour, and asked for anew. */
        private boolean held(Scope scope) {
            return before != null
                    && before.scopes().contains(scope.name())
                    && !TokenPolicy.elevated(request.client(), request.resource(), scope.name());
        }

        /** Whether the app asks for more than it has: then only the rest is asked for. */
        private boolean stepUp() {
            return !items(this::held).isEmpty()
                    && (!items(scope -> !held(scope)).isEmpty()
                            || !request.heldBack().isEmpty());
        }

        private List<ConsentPage.Group> groups() {
            boolean stepUp = stepUp();
            List<ConsentPage.Group> groups = new ArrayList<>();
            for (Risk risk : Risk.values()) {
                List<ConsentPage.Item> items = items(scope -> scope.risk() == risk && !(stepUp && held(scope)));
                List<ConsentPage.Item> heldBack = request.resource().scopes().stream()
                        .filter(scope ->
                                scope.risk() == risk && request.heldBack().contains(scope.name()))
                        .map(this::item)
                        .toList();
                if (!items.isEmpty() || !heldBack.isEmpty()) {
                    groups.add(new ConsentPage.Group(risk, items, heldBack));
                }
            }
            return groups;
        }

        private List<ConsentPage.Item> items(Predicate<Scope> wanted) {
            return request.resource().scopes().stream()
                    .filter(scope -> request.offered().scopes().contains(scope.name()))
                    .filter(wanted)
                    .map(this::item)
                    .toList();
        }

        /** Nothing that changes or destroys is ticked for the person, unless they hold it already or ticked it just now. */
        private ConsentPage.Item item(Scope scope) {
            ConsentChoice choice = choice();
            boolean ticked =
                    choice != null ? choice.scopes().contains(scope.name()) : held(scope) || scope.risk() == Risk.READ;
            boolean added = before != null && !before.scopes().contains(scope.name());
            return new ConsentPage.Item(
                    scope.name(), scope.text(), scope.tools(), ticked, held(scope), added, elevated(scope));
        }

        private List<ConsentPage.Choice> durations() {
            List<Duration> offered =
                    TokenPolicy.durations(request.resource(), request.access().limits(), now);
            ConsentChoice choice = choice();
            Duration usual = TokenPolicy.preselected(offered);
            Duration preselected = offered.stream()
                    .filter(duration -> choice != null && duration.toString().equals(choice.duration()))
                    .findFirst()
                    .orElse(usual);
            return offered.stream()
                    .map(duration -> new ConsentPage.Choice(
                            duration.toString(), Times.words(duration), duration.equals(preselected)))
                    .toList();
        }
    }

    private static @Nullable String host(@Nullable String homepage) {
        return homepage == null ? null : RedirectUriPolicy.displayHost(homepage);
    }
}
