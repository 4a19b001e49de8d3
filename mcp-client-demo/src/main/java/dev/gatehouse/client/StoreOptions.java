package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.FileCredentialStore;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which MCP server, and where its credentials are kept. */
final class StoreOptions {

    @Parameters(index = "0", paramLabel = "URL", description = "The MCP server, for example https://example.com/mcp.")
    private String url = "";

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The credentials file. Default: gatehouse/credentials.json in $XDG_CONFIG_HOME or ~/.config.")
    private @Nullable Path store;

    String url() {
        return url;
    }

    URI server() {
        return WebUrl.require(Step.USAGE, "the MCP server's address", url);
    }

    CredentialStore store(Surroundings surroundings) {
        return new FileCredentialStore(
                store == null ? FileCredentialStore.defaultFile(surroundings.environment()) : store);
    }
}
