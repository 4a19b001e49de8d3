package dev.gatehouse.authserver.token;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose grants, of which client, at which MCP server; null leaves all. */
public record GrantFilter(
        @Nullable UUID person,
        @Nullable UUID client,
        @Nullable String resource) {

    public static final GrantFilter ALL = new GrantFilter(null, null, null);

    public static GrantFilter ofPerson(UUID person) {
        return new GrantFilter(person, null, null);
    }

    public static GrantFilter ofClient(UUID client) {
        return new GrantFilter(null, client, null);
    }

    /** Conditions on the columns of a grant or a consent, each with {@code and} before it. */
    public String sql(String alias) {
        return (person == null ? "" : " and " + alias + ".user_id = :person")
                + (client == null ? "" : " and " + alias + ".client_id = :client")
                + (resource == null ? "" : " and " + alias + ".resource_uri = :resource");
    }

    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        if (person != null) {
            parameters.put("person", person);
        }
        if (client != null) {
            parameters.put("client", client);
        }
        if (resource != null) {
            parameters.put("resource", resource);
        }
        return parameters;
    }
}
