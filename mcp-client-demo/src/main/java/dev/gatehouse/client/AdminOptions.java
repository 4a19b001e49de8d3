package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.browser.Browsers;
import dev.gatehouse.client.config.AdminApi;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.oauth.Authorizer;
import dev.gatehouse.client.oauth.GrantChoice;
import dev.gatehouse.client.oauth.Scopes;
import dev.gatehouse.client.oauth.SignInSettings;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.FileCredentialStore;
import dev.gatehouse.client.store.MemoryCredentialStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which authorization server is administered, and as whom. */
final class AdminOptions {

    static final Set<String> READING = Scopes.of("gatehouse.admin.read");
    static final Set<String> WRITING = Scopes.of("gatehouse.admin.read gatehouse.admin.write");

    @Option(
            names = "--issuer",
            required = true,
            paramLabel = "URL",
            description = "The authorization server, exactly as its metadata names the issuer.")
    private String issuer = "";

    @Mixin
    private ClientOptions clientOptions = new ClientOptions();

    @Mixin
    private BrowserOptions browserOptions = new BrowserOptions();

    @Option(names = "--dpop", description = "Take only tokens that are bound to a key of this program (RFC 9449).")
    private boolean dpop;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description =
                    "The credentials file. Default: none for client-credentials, which leaves nothing behind; else"
                            + " gatehouse/credentials.json in $XDG_CONFIG_HOME or ~/.config.")
    private @Nullable Path store;

    /** The API with tokens for exactly these scopes. */
    AdminApi api(Http http, Surroundings surroundings, Set<String> scopes) {
        URI resource = WebUrl.require(Step.USAGE, "the issuer", issuer + "/admin/api");
        SignInSettings settings = new SignInSettings(
                clientOptions.identity(surroundings.environment()),
                grant(),
                scopes,
                issuer,
                browserOptions.callbackPort(),
                browserOptions.patience(),
                false,
                dpop);
        Authorizer access = new Authorizer(
                resource,
                http,
                store(surroundings),
                Browsers.of(browserOptions.browser(), surroundings.err(), surroundings.environment()),
                settings,
                surroundings.clock());
        clientId(surroundings);
        return new AdminApi(resource, http, access);
    }

    /** The client as which all this is done. One that registered itself never gets such a token. */
    String clientId(Surroundings surroundings) {
        String id = clientOptions.identity(surroundings.environment()).id();
        if (id == null) {
            throw new Failure(
                    Step.USAGE,
                    "the admin API is for clients that an administrator set up: pass --client-id, and"
                            + " --client-secret-env or --client-key.");
        }
        return id;
    }

    private GrantChoice grant() {
        return clientOptions.grant(ClientOptions.CLIENT_CREDENTIALS);
    }

    private CredentialStore store(Surroundings surroundings) {
        if (store != null) {
            return new FileCredentialStore(store);
        }
        return grant() instanceof GrantChoice.AuthorizationCode
                ? new FileCredentialStore(FileCredentialStore.defaultFile(surroundings.environment()))
                : new MemoryCredentialStore();
    }
}
