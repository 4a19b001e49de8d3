package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Connected agents with valid defaults. */
public final class SampleAgents {

    private SampleAgents() {}

    public static ConnectedAgent selfRegistered(String name, Instant now) {
        return agent(name, ClientSource.DCR, null, "on my laptop", "localhost", now, now.minus(Duration.ofMinutes(3)));
    }

    public static ConnectedAgent setUpByAdministrator(String name, Instant now) {
        return agent(name, ClientSource.ADMIN, null, null, "assistant.acme.example", now, null);
    }

    /** One of those that a vendor describes by a document for each. */
    public static ConnectedAgent describedBy(String vendorHost, String name, Instant now) {
        return agent(name, ClientSource.CIMD, vendorHost, null, vendorHost, now, null);
    }

    private static ConnectedAgent agent(
            String name,
            ClientSource source,
            @Nullable String vendorHost,
            @Nullable String label,
            String redirectHost,
            Instant now,
            @Nullable Instant lastUsedAt) {
        return new ConnectedAgent(
                UUID.randomUUID(),
                name,
                source,
                vendorHost,
                source == ClientSource.ADMIN ? "Build bots, team data" : null,
                label,
                null,
                0,
                redirectHost,
                "Backoffice",
                "https://mcp.example.com/mcp",
                List.of(
                        new Scope("crm.contacts.read", "See contacts", Risk.READ, List.of("find_contact"), true, false),
                        new Scope("crm.tags.write", "Tag contacts", Risk.WRITE, List.of("tag_contact"), true, false)),
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofHours(7)),
                lastUsedAt);
    }
}
