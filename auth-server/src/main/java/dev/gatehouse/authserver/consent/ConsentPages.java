package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.web.DisplayName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays out what a person is asked (requirements S1 and S9). Pure. */
final class ConsentPages {

    private ConsentPages() {}

    static ConsentPage page(
            WaitingRequest waiting,
            AuthorizationRequest request,
            Set<String> held,
            String signedInAs,
            boolean vouchedFor,
            String formToken) {
        Client client = request.client();
        DisplayName name = DisplayName.of(client.clientName());
        ResourceServer resource = request.resource();
        return new ConsentPage(
                waiting.transaction(),
                formToken,
                waiting.reference(),
                signedInAs,
                name.text(),
                name.suspicious(),
                client.source(),
                client.source() == ClientSource.DCR ? client.createdAt() : null,
                client.source() == ClientSource.CIMD ? host(client.clientId()) : null,
                vouchedFor,
                host(client.homepage()),
                resource.name(),
                resource.uri(),
                groups(request, held),
                request.redirectUri(),
                RedirectUriPolicy.displayHost(request.redirectUri()),
                RedirectUriPolicy.isLoopback(request.redirectUri()),
                request.offered().offlineAccess(),
                durations(resource),
                !held.isEmpty());
    }

    private static List<ConsentPage.Group> groups(AuthorizationRequest request, Set<String> held) {
        List<ConsentPage.Group> groups = new ArrayList<>();
        for (Risk risk : Risk.values()) {
            List<ConsentPage.Item> items = request.resource().scopes().stream()
                    .filter(scope -> scope.risk() == risk)
                    .filter(scope -> request.offered().scopes().contains(scope.name()))
                    .map(scope -> item(scope, held.contains(scope.name())))
                    .toList();
            if (!items.isEmpty()) {
                groups.add(new ConsentPage.Group(risk, items));
            }
        }
        return groups;
    }

    /** Nothing that changes or destroys is ticked for the person, unless they hold it already. */
    private static ConsentPage.Item item(Scope scope, boolean held) {
        boolean ticked = held || scope.risk() == Risk.READ;
        return new ConsentPage.Item(scope.name(), scope.text(), scope.tools(), ticked, held);
    }

    private static List<ConsentPage.Choice> durations(ResourceServer resource) {
        List<Duration> offered = TokenPolicy.durations(resource);
        Duration preselected = TokenPolicy.preselected(offered);
        return offered.stream()
                .map(duration ->
                        new ConsentPage.Choice(duration.toString(), words(duration), duration.equals(preselected)))
                .toList();
    }

    private static String words(Duration duration) {
        if (duration.toMinutes() % 60 != 0) {
            return duration.toMinutes() + " minutes";
        }
        return duration.toHours() == 1 ? "1 hour" : duration.toHours() + " hours";
    }

    private static @Nullable String host(@Nullable String homepage) {
        return homepage == null ? null : RedirectUriPolicy.displayHost(homepage);
    }
}
