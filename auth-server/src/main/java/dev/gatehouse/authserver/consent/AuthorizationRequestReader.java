package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientCopies;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.KnownClient;
import dev.gatehouse.authserver.client.RemovedClient;
import dev.gatehouse.authserver.client.UrlClientSource;
import dev.gatehouse.authserver.policy.AccessDecision;
import dev.gatehouse.authserver.policy.AccessPolicy;
import dev.gatehouse.authserver.policy.AccessQuestion;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.ResourceIndicators;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.resource.AdministrationInterface;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.rule.PolicyRules;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.DisplayName;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.LogText;
import dev.gatehouse.authserver.web.PageRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Reads an authorization request, check by check in this order: client, redirect URI, and from there on whatever fails
 * may be told to the client. It changes nothing.
 */
@Component
class AuthorizationRequestReader {

    private static final Logger log = LoggerFactory.getLogger(AuthorizationRequestReader.class);

    private static final int LONGEST_STATE = 4096;

    private static final int LONGEST_REQUEST = 16 * 1024;

    /** An S256 challenge is 32 bytes in base64url (RFC 7636 section 4.2). */
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private static final Set<String> PROMPTS = Set.of("none", "login", "consent", "select_account", "create");

    private final ClientDirectory clients;

    private final ClientCopies copies;

    private final UrlClientSource urlClients;

    private final ResourceDirectory resources;

    private final PolicyRules rules;

    private final Issuer issuer;

    AuthorizationRequestReader(
            ClientDirectory clients,
            ClientCopies copies,
            UrlClientSource urlClients,
            ResourceDirectory resources,
            PolicyRules rules,
            Issuer issuer) {
        this.clients = clients;
        this.copies = copies;
        this.urlClients = urlClients;
        this.resources = resources;
        this.rules = rules;
        this.issuer = issuer;
    }

    /**
     * @param signedIn whether a person is there, for whom a client's document may be fetched
     * @throws PageRefusal if the client or the redirect URI is not known to be good: then there is nobody to redirect to
     *     (requirement Z2)
     */
    AuthorizationOutcome read(Parameters parameters, boolean signedIn) {
        try {
            return check(parameters, signedIn);
        } catch (PageRefusal refusal) {
            throw refusal.of(parameters.find("client_id").orElse(null));
        }
    }

    /** The same, as this person is asked it; null where nobody signed in yet. */
    AuthorizationOutcome read(Parameters parameters, @Nullable SignedIn signedIn) {
        AuthorizationOutcome outcome = read(parameters, signedIn != null);
        if (signedIn == null || !(outcome instanceof AuthorizationRequest request)) {
            return outcome;
        }
        return AdministrationInterface.is(request.resource())
                        && !signedIn.person().administers()
                ? new AuthorizationOutcome.Refused(
                        request.client(),
                        request.redirectUri(),
                        request.state(),
                        "access_denied",
                        "Only administrators may let a program administer")
                : request.of(signedIn.person().id(), rules.current());
    }

    private AuthorizationOutcome check(Parameters parameters, boolean signedIn) {
        requireBounded(parameters);
        Optional<AuthorizationRequest> request = byCopy(parameters);
        if (request.isPresent()) {
            return request.get();
        }
        Optional<Client> found = client(parameters, signedIn);
        if (found.isEmpty()) {
            return new AuthorizationOutcome.SignInFirst();
        }
        return outcome(parameters, found.get());
    }

    /** Where the client is known and nothing is to be refused. */
    private Optional<AuthorizationRequest> byCopy(Parameters parameters) {
        String clientId = parameters.find("client_id").orElse("");
        Optional<Client> client = copies.find(clientId)
                .map(KnownClient::client)
                .filter(copy -> copy.active() && !UrlClientSource.isUrl(clientId));
        try {
            return client.map(copy -> outcome(parameters, copy))
                    .filter(AuthorizationRequest.class::isInstance)
                    .map(AuthorizationRequest.class::cast);
        } catch (PageRefusal byWhatWas) {
            return Optional.empty();
        }
    }

    private AuthorizationOutcome.ToClient outcome(Parameters parameters, Client client) {
        String registered = registeredRedirectUri(parameters, client);
        String redirectUri = parameters.find("redirect_uri").orElse(registered);
        return new Checks(parameters, client, redirectUri, registered).outcome();
    }

    /**
     * The request as it is by what the client said of itself the last time. It decides nothing: the sign-in page tells by
     * it what one signs in for, and where the answer may lead.
     */
    Optional<AuthorizationOutcome.ToClient> asLastKnown(Parameters parameters) {
        Optional<Client> last =
                clients.findByClientId(parameters.find("client_id").orElse(""));
        return last.filter(Client::active).map(client -> outcome(parameters, client));
    }

    /** Empty where the client's document is to be fetched, but nobody signed in yet. */
    private Optional<Client> client(Parameters parameters, boolean signedIn) {
        String clientId = parameters.find("client_id").orElse("");
        Optional<Client> client = copies.read(clientId).map(KnownClient::client);
        if (UrlClientSource.isUrl(clientId)) {
            switch (urlClients.resolve(clientId, signedIn)) {
                case UrlClientSource.Resolution.Known known -> client = Optional.of(known.client());
                case UrlClientSource.Resolution.SignInFirst later -> {
                    return Optional.empty();
                }
                case UrlClientSource.Resolution.Refused refused -> throw undescribed(clientId, refused.reason());
            }
        }
        if (client.isEmpty()) {
            clients.findRemoved(clientId).ifPresent(removed -> {
                throw goneAway(removed);
            });
            throw new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "This app is not known here")
                    .because("It sent you with a name that is not registered, or is registered no more.")
                    .remedy("Remove the connection in the app and connect again: it then registers anew."));
        }
        if (!client.get().active()) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.FORBIDDEN, "This app may not connect")
                    .because("An administrator has switched it off.")
                    .remedy("Ask your administrator, and give the reference below."));
        }
        return client;
    }

    private static PageRefusal goneAway(RemovedClient removed) {
        String name = DisplayName.of(removed.clientName()).text();
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, name + " is not registered here any more")
                .because("Its registration was removed, or was never used and has expired.")
                .remedy("Remove the connection in the app and connect again: it then registers anew."));
    }

    /** One page for whatever failed: what a fetch met inside the network is nobody's business (M13). */
    private static PageRefusal undescribed(String clientId, String reason) {
        ErrorPage page = ErrorPage.of(HttpStatus.BAD_REQUEST, "This app could not be identified")
                .because("It names itself by a web address, and what stands there does not describe it.")
                .remedy("Try again in a few minutes. If it stays so, this is for the app's makers to mend.");
        log.info("{}: the client {} is refused: {}", page.reference(), LogText.of(clientId), reason);
        return new PageRefusal(page, reason);
    }

    private String registeredRedirectUri(Parameters parameters, Client client) {
        List<String> presented = parameters.all("redirect_uri");
        List<String> registered = client.redirectUris();
        // Named once, or left out by a client that has one.
        List<String> wanted = presented.isEmpty() ? registered : presented;
        // A registered loopback address matches on any port, ours too: an answer must never lead to ourselves (U4).
        if (wanted.size() == 1 && !RedirectUriPolicy.leadsTo(wanted.getFirst(), issuer.origin())) {
            for (String candidate : registered) {
                if (RedirectUriPolicy.matches(candidate, wanted.getFirst())) {
                    return candidate;
                }
            }
        }
        throw new PageRefusal(
                ErrorPage.of(HttpStatus.BAD_REQUEST, "The app asked to be answered at a place it never registered")
                        .because("Sending your answer there could hand it to somebody else, so it stays here.")
                        .remedy(
                                "If you set this app up, compare its redirect URI with the registered ones, letter by letter."));
    }

    private static void requireBounded(Parameters parameters) {
        boolean tooLong = parameters.all("state").stream()
                .anyMatch(state -> state.getBytes(StandardCharsets.UTF_8).length > LONGEST_STATE);
        if (tooLong || parameters.length() > LONGEST_REQUEST) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "The app sent more than can be taken")
                    .because("Its request is longer than 16 KB, or its state parameter longer than 4 KB.")
                    .remedy("This is for the app's makers to mend."));
        }
    }

    /** The checks whose failure the client is told; the first that fails decides. */
    private final class Checks {

        private final Parameters parameters;

        private final Client client;

        private final String redirectUri;

        private final String registered;

        Checks(Parameters parameters, Client client, String redirectUri, String registered) {
            this.parameters = parameters;
            this.client = client;
            this.redirectUri = redirectUri;
            this.registered = registered;
        }

        AuthorizationOutcome.ToClient outcome() {
            if (parameters.repeated()) {
                return refused("invalid_request", "A parameter is repeated");
            }
            if (parameters.has("request")) {
                return refused("request_not_supported", "Request objects are not supported");
            }
            if (parameters.has("request_uri")) {
                return refused("request_uri_not_supported", "request_uri is not supported");
            }
            Optional<String> responseType = parameters.find("response_type");
            if (responseType.isEmpty()) {
                return refused("invalid_request", "response_type is missing");
            }
            if (!responseType.get().equals("code")) {
                return refused("unsupported_response_type", "Only response_type code is supported");
            }
            if (!parameters.find("response_mode").orElse("query").equals("query")) {
                return refused("invalid_request", "Only response_mode query is supported");
            }
            if (!client.grantTypes().contains("authorization_code")) {
                return refused("unauthorized_client", "The client is not registered for the code grant");
            }
            return proofKey();
        }

        private AuthorizationOutcome.ToClient proofKey() {
            Optional<String> challenge = parameters.find("code_challenge");
            // Without a method RFC 7636 section 4.3 means plain, which is not offered (K2).
            boolean s256 =
                    parameters.find("code_challenge_method").orElse("plain").equals("S256");
            if (challenge.isEmpty()) {
                return refused("invalid_request", "code_challenge is required");
            }
            if (!s256) {
                return refused("invalid_request", "code_challenge_method must be S256");
            }
            if (!CHALLENGE.matcher(challenge.get()).matches()) {
                return refused("invalid_request", "code_challenge is malformed");
            }
            Optional<String> key = parameters.find("dpop_jkt");
            if (key.isPresent() && !CHALLENGE.matcher(key.get()).matches()) {
                return refused("invalid_request", "dpop_jkt is malformed");
            }
            return target(challenge.get());
        }

        private AuthorizationOutcome.ToClient target(String challenge) {
            Optional<ResourceServer> resource =
                    ResourceIndicators.choose(parameters.all("resource"), client, resources);
            if (resource.isEmpty()) {
                return refused("invalid_target", "The resource is unknown or cannot be told");
            }
            Set<String> prompt = ScopeNames.parse(parameters.find("prompt").orElse(""));
            if (!PROMPTS.containsAll(prompt) || (prompt.contains("none") && prompt.size() > 1)) {
                return refused("invalid_request", "prompt is malformed");
            }
            Optional<String> maxAge = parameters.find("max_age");
            if (maxAge.isPresent() && !SECONDS.matcher(maxAge.get()).matches()) {
                return refused("invalid_request", "max_age is malformed");
            }
            Set<String> asked = ScopeNames.parse(parameters.find("scope").orElse(""));
            AccessDecision access =
                    AccessPolicy.decide(new AccessQuestion(client, resource.get(), null, asked), rules.current());
            if (access.offered().scopes().isEmpty()) {
                return refused("invalid_scope", AuthorizationRequest.NOTHING_LEFT);
            }
            return new AuthorizationRequest(
                    client,
                    redirectUri,
                    registered,
                    parameters.find("state").orElse(null),
                    challenge,
                    parameters.find("dpop_jkt").orElse(null),
                    resource.get(),
                    asked,
                    access,
                    prompt,
                    maxAge.map(Long::parseLong).map(Duration::ofSeconds).orElse(null),
                    parameters.find("login_hint").orElse(null),
                    null);
        }

        private AuthorizationOutcome.ToClient refused(String error, String description) {
            String state = parameters.find("state").orElse(null);
            return new AuthorizationOutcome.Refused(client, redirectUri, state, error, description);
        }
    }
}
