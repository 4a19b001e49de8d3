package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.oauth.SignOut;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Revokes what the authorization server issued, and forgets it here.")
final class LogoutCommand extends SessionCommand {

    @Mixin
    private StoreOptions storeOptions = new StoreOptions();

    LogoutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Http http) {
        String server = storeOptions.server().toString();
        CredentialStore store = storeOptions.store(surroundings());
        Optional<StoredTokens> held = store.read().tokensForServer(server);
        String sentence = held.map(new SignOut(http, store, surroundings().clock())::signOut)
                .orElse("You were not signed in to " + server + ".");
        surroundings().out().println(sentence);
        return DONE;
    }
}
