package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a program comes to administer a server that has its clients already. */
class AdminClientStartTests {

    @Test
    @DisplayName("a configured client that administers is added to a database with clients, and no other is")
    void addsTheWayIn() {
        List<String> arguments = TestServer.arguments(Database.H2, TestServer.temporaryFolder());
        TestServer.start(arguments).close();
        List<String> later = new ArrayList<>(arguments);
        for (String[] client : new String[][] {
            {"0", "LATER", "gatehouse.admin.read", "${gatehouse.issuer}/admin/api"}, {"1", "PLAIN", "a", ""}
        }) {
            String key = "--gatehouse.client.clients[" + client[0] + "].";
            later.add(key + "client-id=" + client[1]);
            later.add(key + "name=Later");
            later.add(key + "secret=later-secret-later-secret-later-secret");
            later.add(key + "grant-types[0]=client_credentials");
            later.add(key + "scopes[0]=" + client[2]);
            if (!client[3].isEmpty()) {
                later.add(key + "resources[0]=" + client[3]);
            }
        }
        TestServer server = TestServer.start(later);
        try {
            String token = (String) Oauth.json(new Oauth(server)
                            .post(
                                    "/token",
                                    Oauth.with(
                                            List.of("grant_type=client_credentials"),
                                            "resource=" + server.issuer() + "/admin/api"),
                                    Oauth.basic("LATER", "later-secret-later-secret-later-secret")))
                    .get("access_token");
            AdminApi api = AdminApi.with(server, token);
            assertThat(api.get("/clients/LATER").statusCode()).isEqualTo(200);
            assertThat(api.get("/clients/PUB").statusCode()).isEqualTo(200);
            assertThat(api.get("/clients/PLAIN").statusCode()).isEqualTo(404);
        } finally {
            server.close();
        }
    }
}
