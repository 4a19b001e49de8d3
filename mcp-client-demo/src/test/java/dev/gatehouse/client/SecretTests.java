package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SecretTests extends CommandLineTest {

    @Test
    @DisplayName("L1 shows every exchange with --verbose, and no secret")
    void masksSecrets() {
        as.authMethod = "client_secret_post";
        Outcome connected = run("connect", mcp.url(), "--verbose");
        as.accessTokens.clear();
        Outcome refreshed = run("tools", mcp.url(), "-v");

        assertThat(connected.err())
                .contains(
                        "> POST " + as.http.origin() + "/token",
                        "grant_type=authorization_code",
                        "\"access_token\":\"acce…\"")
                .contains("Authorization: Bearer acce…", "< 401 from /mcp");
        // The URL that a person is to open must carry its state, so it is the one place left out here.
        String all = Pattern.compile("^http://.*$", Pattern.MULTILINE)
                .matcher(connected.err() + refreshed.err() + connected.out())
                .replaceAll("");
        assertThat(all).doesNotContain("-0123456789");
        as.authorizations.forEach(request -> assertThat(all).doesNotContain(request.get("state")));
        as.tokenRequests.forEach(
                request -> assertThat(all).doesNotContain(request.getOrDefault("code_verifier", "never")));
    }

    @Test
    @DisplayName("L1 masks a secret that comes back in an error")
    void masksASecretInAnError() {
        as.redirect = parameters -> {
            parameters.put("error", "server_error");
            parameters.put("error_description", "bad state " + parameters.get("state"));
        };

        Outcome refused = run("connect", mcp.url());

        String said = refused.err()
                .lines()
                .filter(line -> line.startsWith("gatehouse:"))
                .findFirst()
                .orElse("");
        assertThat(said)
                .contains("server_error")
                .doesNotContain(as.authorizations.getFirst().get("state"));
    }

    @Test
    void keepsCredentialsInAFileThatOnlyItsOwnerCanRead() throws Exception {
        run("connect", mcp.url());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store().getParent())))
                .isEqualTo("rwx------");
        assertThat(store()).content().contains("\"" + as.issuer() + "\"", "\"" + mcp.url() + "\"");
    }

    @Test
    void refusesAFileThatOthersCanRead() throws Exception {
        run("connect", mcp.url());
        Files.setPosixFilePermissions(store(), PosixFilePermissions.fromString("rw-r--r--"));

        Outcome refused = run("tools", mcp.url());

        assertThat(refused.status()).isEqualTo(5);
        assertThat(refused.err()).contains("is open to other accounts (rw-r--r--). Run chmod 600");
    }

    @Test
    void refusesAFileThatItDidNotWrite() throws Exception {
        run("connect", mcp.url());
        Files.writeString(store(), "{\"clients\":");

        assertThat(run("tools", mcp.url()).err()).contains("is not what this program wrote");
    }
}
