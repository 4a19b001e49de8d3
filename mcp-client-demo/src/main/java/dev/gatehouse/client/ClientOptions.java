package dev.gatehouse.client;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.jose.SigningKey;
import dev.gatehouse.client.oauth.ClientIdentity;
import dev.gatehouse.client.oauth.GrantChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** As whom this program signs in, and by which grant. */
final class ClientOptions {

    static final String AUTHORIZATION_CODE = "authorization-code";
    static final String CLIENT_CREDENTIALS = "client-credentials";

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description =
                    "A client that an administrator set up. Default: the one that is stored, or a new registration.")
    private @Nullable String clientId;

    @Option(
            names = "--client-secret",
            paramLabel = "SECRET",
            description = "Its secret. Other accounts may see it in the process list.")
    private @Nullable String clientSecret;

    @Option(
            names = "--client-secret-env",
            paramLabel = "NAME",
            description = "The environment variable that holds its secret.")
    private @Nullable String clientSecretVariable;

    @Option(
            names = "--client-metadata-url",
            paramLabel = "URL",
            description = "A client identifier that is the https URL of a client metadata document, for servers that"
                    + " support it.")
    private @Nullable String clientMetadataUrl;

    @Option(
            names = "--client-key",
            paramLabel = "FILE",
            description = "The client's private key, for private_key_jwt: a JWK, or PEM in PKCS#8. It is read each time"
                    + " and not stored.")
    private @Nullable Path clientKey;

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            description = "authorization-code: a person signs in. client-credentials: the client acts for itself."
                    + " jwt-bearer: the JWT of --assertion-file vouches. Default: authorization-code; of apply, diff and"
                    + " export client-credentials.")
    private @Nullable String grant;

    @Option(
            names = "--assertion-file",
            paramLabel = "FILE",
            description = "The JWT for --grant=jwt-bearer, for example one that the platform gives to a workload.")
    private @Nullable Path assertionFile;

    @Option(names = "--new-client", description = "Register afresh instead of using the stored registration.")
    private boolean newClient;

    ClientIdentity identity(Map<String, String> environment) {
        String secret = secret(environment);
        if (secret != null && clientId == null) {
            throw new Failure(Step.USAGE, "a client secret needs its --client-id.");
        }
        if (secret != null && clientKey != null) {
            throw new Failure(Step.USAGE, "a client has a secret or a key, not both.");
        }
        if (clientKey != null && clientId == null && clientMetadataUrl == null) {
            throw new Failure(Step.USAGE, "a client key needs its --client-id or --client-metadata-url.");
        }
        SigningKey key = clientKey == null ? null : SigningKey.read(clientKey);
        return new ClientIdentity(clientId, secret, metadataUrl(), key, newClient);
    }

    /** @param usual where none is asked for */
    GrantChoice grant(String usual) {
        String chosen = grant == null ? usual : grant;
        if (assertionFile != null && !chosen.equals("jwt-bearer")) {
            throw new Failure(Step.USAGE, "--assertion-file goes with --grant=jwt-bearer.");
        }
        return switch (chosen) {
            case AUTHORIZATION_CODE -> new GrantChoice.AuthorizationCode();
            case CLIENT_CREDENTIALS -> new GrantChoice.ClientCredentials();
            case "jwt-bearer" -> new GrantChoice.JwtBearer(assertion());
            default ->
                throw new Failure(
                        Step.USAGE,
                        "--grant is authorization-code, client-credentials or jwt-bearer, not \"" + chosen + "\".");
        };
    }

    /** Exactly the string that is asked for, because a client identifier is compared as one. */
    private @Nullable String metadataUrl() {
        if (clientMetadataUrl == null) {
            return null;
        }
        String path = WebUrl.require(Step.USAGE, "the client metadata URL", clientMetadataUrl)
                .getRawPath();
        if (!clientMetadataUrl.startsWith("https://") || path == null || path.length() < 2) {
            throw new Failure(Step.USAGE, "the client metadata URL must be https and have a path.");
        }
        return clientMetadataUrl;
    }

    private String assertion() {
        if (assertionFile == null) {
            throw new Failure(Step.USAGE, "--grant=jwt-bearer needs the --assertion-file.");
        }
        try {
            return Files.readString(assertionFile).strip();
        } catch (IOException unreadable) {
            throw new Failure(Step.USAGE, "the assertion file " + assertionFile + " cannot be read.");
        }
    }

    private @Nullable String secret(Map<String, String> environment) {
        if (clientSecretVariable == null) {
            return clientSecret;
        }
        String secret = environment.get(clientSecretVariable);
        if (secret == null || secret.isEmpty()) {
            throw new Failure(Step.USAGE, "the environment variable " + clientSecretVariable + " is not set.");
        }
        return secret;
    }
}
