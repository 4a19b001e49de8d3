package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes clients of what administrators write of them, in the configuration or by a program. */
@Component
class ConfiguredClients {

    private final ResourceDirectory resources;

    private final RedirectUriRule redirectUris;

    private final JsonMapper json;

    private final InstantSource clock;

    ConfiguredClients(ResourceDirectory resources, RedirectUriRule redirectUris, JsonMapper json, InstantSource clock) {
        this.resources = resources;
        this.redirectUris = redirectUris;
        this.json = json;
        this.clock = clock;
    }

    /**
     * The client that is described.
     *
     * @param key where the description stands; every message begins with it
     * @param before the client that it is about, whose id, standing and secret stay; null for a new one
     * @throws IllegalArgumentException if it breaks a rule, or names a resource that is not there
     */
    Client client(String key, ClientProperties.Entry entry, @Nullable Client before) {
        ClientRules.check(key, entry, before != null && before.authMethod().startsWith("client_secret_"));
        for (int i = 0; i < entry.redirectUris().size(); i++) {
            String place = key + ".redirect-uris[" + i + "]";
            redirectUris.fault(entry.redirectUris().get(i)).ifPresent(fault -> {
                throw new IllegalArgumentException(place + " " + fault);
            });
        }
        return new Client(
                before == null ? Secrets.uuid7(clock.instant()) : before.id(),
                entry.clientId(),
                entry.name(),
                ClientSource.ADMIN,
                before == null ? ClientStatus.ACTIVE : before.status(),
                entry.effectiveAuthMethod(),
                entry.effectiveGrantTypes(),
                entry.redirectUris(),
                entry.scopes(),
                entry.resources().stream()
                        .map(uri -> resource(key + ".resources", uri))
                        .collect(Collectors.toSet()),
                optionalResource(key + ".default-resource", entry.defaultResource()),
                optionalResource(key + ".introspects", entry.introspects()),
                entry.homepage(),
                before == null ? clock.instant() : before.createdAt(),
                entry.keys(),
                entry.dpopBound());
    }

    /** What the client would have said of itself, as JSON. */
    String metadata(Client client) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("client_name", client.clientName());
        metadata.put("redirect_uris", client.redirectUris());
        metadata.put("token_endpoint_auth_method", client.authMethod());
        metadata.put("grant_types", client.grantTypes().stream().sorted().toList());
        Set<String> scopes = client.scopes();
        if (scopes != null) {
            metadata.put("scope", String.join(" ", scopes.stream().sorted().toList()));
        }
        if (client.homepage() != null) {
            metadata.put("client_uri", client.homepage());
        }
        return json.writeValueAsString(metadata);
    }

    private @Nullable String optionalResource(String key, @Nullable String uri) {
        return uri == null ? null : resource(key, uri);
    }

    private String resource(String key, String uri) {
        return resources
                .find(uri)
                .map(ResourceServer::uri)
                .orElseThrow(() -> new IllegalArgumentException(
                        key + " names '" + uri + "', which is no registered MCP server (gatehouse.resource.servers)"));
    }
}
