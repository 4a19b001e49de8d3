package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.jose.SigningKey;
import dev.gatehouse.client.oauth.SignOut;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Revokes what the authorization server issued, and forgets it here.")
final class LogoutCommand extends SessionCommand {

    @Mixin
    private StoreOptions storeOptions = new StoreOptions();

    @Option(
            names = "--client-key",
            paramLabel = "FILE",
            description = "The client's private key, where the client authenticates with one.")
    private @Nullable Path clientKey;

    LogoutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        String server = storeOptions.server().toString();
        CredentialStore store = storeOptions.store(surroundings());
        Optional<StoredTokens> held = store.read().tokensForServer(server);
        SigningKey key = clientKey == null ? null : SigningKey.read(clientKey);
        String sentence = held.map(new SignOut(http, store, key, surroundings().clock())::signOut)
                .orElse("You were not signed in to " + server + ".");
        surroundings().out().println(sentence);
        return DONE;
    }
}
