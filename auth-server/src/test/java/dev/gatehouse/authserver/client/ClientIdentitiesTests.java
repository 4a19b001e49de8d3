package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Clients that were stored before their rows said what they are. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientIdentitiesTests {

    @Parameter
    Database database;

    @Test
    @DisplayName("rows of before get what a client that comes now is stored with")
    void fillsInWhatIsMissing() {
        TestServer server = TestServer.on(database);
        Map<String, String> stored = stored(server);
        // A test may have put a client there by hand.
        stored.values().removeIf(String::isEmpty);
        assertThat(stored).containsKeys("PUB", "M2M");
        server.jdbc().sql("update client set identity_hash = null").update();
        server.bean(ClientIdentities.class).fillAll();
        assertThat(stored(server)).containsAllEntriesOf(stored).doesNotContainValue("");
    }

    private static Map<String, String> stored(TestServer server) {
        Map<String, String> stored = new TreeMap<>();
        server.jdbc().sql("select client_id, identity_hash from client").query((RowCallbackHandler) row -> {
            byte[] hash = row.getBytes(2);
            stored.put(row.getString(1), hash == null ? "" : HexFormat.of().formatHex(hash));
        });
        return stored;
    }
}
