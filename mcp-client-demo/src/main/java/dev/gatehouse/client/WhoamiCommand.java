package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.oauth.Scopes;
import dev.gatehouse.client.oauth.TokenClaims;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "whoami",
        mixinStandardHelpOptions = true,
        description =
                "Shows who you are to the server: account, client, scopes, expiry. Asks nobody; reads what is stored.")
final class WhoamiCommand extends SessionCommand {

    private static final List<String> SHOWN_CLAIMS =
            List.of("sub", "preferred_username", "name", "email", "client_id", "aud", "iss", "scope");

    @Mixin
    private StoreOptions storeOptions = new StoreOptions();

    WhoamiCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        String server = storeOptions.server().toString();
        CredentialStore store = storeOptions.store(surroundings());
        StoredTokens held = store.read()
                .tokensForServer(server)
                .orElseThrow(() -> new Failure(
                        Step.CREDENTIALS,
                        "you are not signed in to " + server + ". Sign in with: gatehouse connect " + server));
        boolean registered = store.read()
                .client(held.issuer())
                .map(client -> client.registered())
                .orElse(false);
        line("server", server);
        line("resource", held.resource());
        line("issuer", held.issuer());
        line("client", held.clientId() + (registered ? " (registered by this program)" : " (given)"));
        line(
                "scopes",
                held.scopes().isEmpty() ? "none that the server told" : Scopes.text(new TreeSet<>(held.scopes())));
        line("token", expiry(held.expiresAt()) + (held.isBound() ? ", bound to a key that is kept here" : ""));
        line("refresh", held.refreshToken() == null ? "no, you will be asked again" : "yes, without asking you again");
        claims(TokenClaims.of(held.accessToken()));
        return DONE;
    }

    private void claims(Optional<ObjectNode> claims) {
        if (claims.isEmpty()) {
            surroundings().out().println("The access token is opaque: who you are is known to the issuer only.");
            return;
        }
        PrintWriter out = surroundings().out();
        out.println("The access token says (read here, not verified):");
        for (String name : SHOWN_CLAIMS) {
            JsonNode claim = claims.get().path(name);
            if (!claim.isMissingNode()) {
                line("  " + name, claim.isString() ? claim.stringValue() : claim.toString());
            }
        }
    }

    private String expiry(@Nullable Instant expiresAt) {
        if (expiresAt == null) {
            return "its end is not known";
        }
        Duration left = Duration.between(surroundings().clock().instant(), expiresAt);
        return left.isNegative() ? "ended at " + expiresAt : "ends at " + expiresAt + ", in " + left.toSeconds() + " s";
    }

    private void line(String name, String value) {
        surroundings().out().println(String.format("%-9s %s", name + ":", Printable.phrase(value)));
    }
}
