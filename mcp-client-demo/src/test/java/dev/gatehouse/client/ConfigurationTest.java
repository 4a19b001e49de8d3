package dev.gatehouse.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.node.ObjectNode;

/** Runs the commands of configuration as code against an API that keeps what it is told. */
abstract class ConfigurationTest extends CommandLineTest {

    static final String SERVER = "https://mcp.example.com/mcp";

    static final String RULE = "5b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11";

    static final String POLICY = "0c1f64f2-93e4-4d0c-8f0f-6c5f1f7ad9a2";

    static final String HASH = "sha256:" + "ab".repeat(32);

    /** One of each kind; what the server knows as its defaults is left out. */
    static final String ALL = """
            # The mail server
            kind: Server
            uri: https://mcp.example.com/mcp
            name: Mail
            scopes:
              - name: mail.read
                text: Read mail
                risk: read
              - {name: mail.send, text: Send mail, risk: destructive, tools: [send], approval_needed: true}
            ---
            kind: Client
            client_id: nightly
            name: Nightly
            auth_method: client_secret_basic
            secret: ${env:NIGHTLY}
            grant_types: [client_credentials]
            resources: [https://mcp.example.com/mcp]
            ---
            {"kind": "Policy", "id": "0c1f64f2-93e4-4d0c-8f0f-6c5f1f7ad9a2", "level": "person", "subject": "ann",
             "token_lifetime": "PT300S"}
            ---
            kind: Rule
            id: 5b7a3a44-7a63-4ec7-9b6c-0b7f3b2f4a11
            action: block
            domain: Bad.Example
            ---
            kind: Mode
            mode: approve-all
            """;

    static final Map<String, String> SECRETS =
            Map.of("ROBOT", "the-secret-of-the-robot", "NIGHTLY", "nightly-secret-0123456789-0123456789");

    TestAdminApi api = new TestAdminApi(as);

    Path files = Path.of("");

    @BeforeEach
    void serveTheApi() throws IOException {
        as.authMethod = "client_secret_basic";
        files = Files.createDirectory(folder.resolve("files"));
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(files.resolve(name), text);
    }

    static ObjectNode client(String id, String source) {
        return TestAdminApi.object("{'client_id':'" + id + "','name':'" + id + "','auth_method':'none',"
                + "'grant_types':['authorization_code','refresh_token'],'redirect_uris':['https://b.example/',"
                + "'https://a.example/'],'source':'" + source + "','last_used_at':null}");
    }

    Outcome gatehouse(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-f", files.toString()));
        arguments.addAll(Arrays.asList(more));
        return execute(SECRETS, options(command, arguments.toArray(String[]::new)));
    }

    String[] options(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(
                command,
                "--issuer=" + as.issuer(),
                "--client-id=robot",
                "--client-secret-env=ROBOT",
                "--browser=none"));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}
