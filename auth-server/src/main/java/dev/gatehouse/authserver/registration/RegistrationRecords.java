package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.web.Issuer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What clients registered, as it is echoed. */
final class RegistrationRecords {

    private final JdbcClient jdbc;

    RegistrationRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String metadata(UUID clientId) {
        return jdbc.sql("select metadata_json from client where id = ?")
                .param(clientId)
                .query(String.class)
                .single();
    }

    /** The two members by which a client manages its registration (RFC 7592 section 3). */
    static Map<String, Object> management(Issuer issuer, String clientId, String token) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("registration_client_uri", issuer.url("/register/" + clientId));
        members.put("registration_access_token", token);
        return members;
    }
}
