package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientKeys;
import dev.gatehouse.authserver.client.ClientProperties;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.web.GivenName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A client, as it is read and written; the last five are read alone, and the secret is written alone.
 *
 * @param scopes the most it may be granted; left out: all scopes of its resources, but none for administration
 * @param resources empty: every MCP server
 * @param label what administrators call it, at most 60 characters; of a client that registered itself, left out: it stays
 * @param secret {@code sha256:} and the hash, or itself; left out: the one that it has stays
 */
@JsonNaming(SnakeCaseStrategy.class)
record ClientBody(
        @Nullable String clientId,
        @Nullable String name,
        @Nullable String label,
        @Nullable String authMethod,
        @Nullable List<String> grantTypes,
        @Nullable List<String> redirectUris,
        @Nullable List<String> scopes,
        @Nullable List<String> resources,
        @Nullable String defaultResource,
        @Nullable String introspects,
        @Nullable String homepage,
        @Nullable String jwksUri,
        @Nullable String jwks,
        @Nullable Boolean dpopBound,
        @Nullable String secret,
        @Nullable String status,
        @Nullable String source,
        @Nullable String createdAt,
        @Nullable String lastUsedAt,
        @Nullable Integer liveGrants) {

    /** @param liveGrants null where they were not counted */
    static ClientBody of(Client client, ClientSummary summary, @Nullable Integer liveGrants) {
        Set<String> scopes = client.scopes();
        ClientKeys keys = client.keys();
        return new ClientBody(
                client.clientId(),
                client.clientName(),
                summary.label(),
                client.authMethod(),
                sorted(client.grantTypes()),
                client.redirectUris(),
                scopes == null ? null : sorted(scopes),
                sorted(client.resources()),
                client.defaultResource(),
                client.introspects(),
                client.homepage(),
                keys == null ? null : keys.jwksUri(),
                keys == null ? null : keys.jwks(),
                client.dpopBound(),
                null,
                Faults.name(client.status()),
                switch (client.source()) {
                    case ADMIN -> "administrator";
                    case DCR -> "registered";
                    case CIMD -> "metadata-document";
                },
                summary.createdAt().toString(),
                summary.lastUsedAt() == null ? null : summary.lastUsedAt().toString(),
                liveGrants);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    ClientProperties.Entry entry(String path) {
        if (clientId != null && !clientId.equals(path)) {
            throw Faults.body("/client_id", "must be the one that the path names");
        }
        if (source != null && !source.equals("administrator")) {
            throw Faults.body("/source", "is administrator for every client that is written here");
        }
        return new ClientProperties.Entry(
                path,
                Faults.required(name, "name"),
                secret,
                authMethod,
                grantTypes == null ? null : set(grantTypes, "grant_types"),
                ServerBody.whole(redirectUris, "redirect_uris"),
                scopes == null ? null : set(scopes, "scopes"),
                ServerBody.whole(resources, "resources"),
                defaultResource,
                introspects,
                homepage,
                jwksUri,
                jwks,
                dpopBound != null && dpopBound);
    }

    /** Of a client that registered itself the standing and the label alone are ours to change; all else must be as it is, or left out. */
    void requireSame(Client client, ClientSummary summary) {
        ClientBody is = of(client, summary, null);
        same(name, is.name, "name");
        same(authMethod, is.authMethod, "auth_method");
        same(grantTypes, is.grantTypes, "grant_types");
        same(redirectUris, is.redirectUris, "redirect_uris");
        same(scopes, is.scopes, "scopes");
        same(resources, is.resources, "resources");
        same(defaultResource, is.defaultResource, "default_resource");
        same(introspects, is.introspects, "introspects");
        same(homepage, is.homepage, "homepage");
        same(jwksUri, is.jwksUri, "jwks_uri");
        same(jwks, is.jwks, "jwks");
        same(dpopBound, is.dpopBound, "dpop_bound");
        same(secret, null, "secret");
        same(source, is.source, "source");
    }

    private static void same(@Nullable Object said, @Nullable Object is, String name) {
        if (said != null && !said.equals(is)) {
            throw Faults.body("/" + name, "cannot be changed here: the client said so itself when it registered");
        }
    }

    private static Set<String> set(List<String> names, String name) {
        return new LinkedHashSet<>(ServerBody.whole(names, name));
    }

    /** What it should be called; null for nothing. */
    @Nullable
    String label(ClientSummary before) {
        if (label == null) {
            return before.source() == ClientSource.ADMIN ? null : before.label();
        }
        String fault = GivenName.fault(label);
        if (fault != null) {
            throw Faults.body("/label", fault);
        }
        return GivenName.stored(label);
    }

    /** What it should be; as it is where nothing is said. */
    ClientStatus status(ClientStatus before) {
        return status == null ? before : Faults.constant(ClientStatus.class, status, "/status");
    }
}
