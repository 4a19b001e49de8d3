package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.cluster.Locks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.transaction.annotation.Transactional;

/**
 * The MCP servers as owners edit them. Each change is one transaction with its record, made of what its author saw; all
 * nodes follow it within seconds. Scopes that are taken away are left out of what grants get from then on.
 */
public class ResourceServers {

    static final String TOPIC = "resource";

    private final ResourceDirectory directory;

    private final ResourceTable table;

    private final ResourceLooks looks;

    private final ResourceMetadataReader reader;

    private final ToolListReader tools;

    private final Locks locks;

    private final Invalidations invalidations;

    private final InstantSource clock;

    ResourceServers(
            ResourceDirectory directory,
            ResourceTable table,
            ResourceLooks looks,
            ResourceMetadataReader reader,
            ToolListReader tools,
            Locks locks,
            Invalidations invalidations,
            InstantSource clock) {
        this.directory = directory;
        this.table = table;
        this.looks = looks;
        this.reader = reader;
        this.tools = tools;
        this.locks = locks;
        this.invalidations = invalidations;
        this.clock = clock;
    }

    /**
     * A server as it stands.
     *
     * @param version what a change of it has to name
     */
    public record Edited(ResourceServer server, ResourceProperties.Server described, int version) {}

    /** What a change came to. */
    public enum Outcome {
        DONE,
        /** It is not there. */
        GONE,
        /** Somebody changed it meanwhile, or another has this address already. */
        CONFLICT,
        /** Requests that name no resource are for this server. Nothing has changed. */
        NEEDED
    }

    /** All of them, by name. */
    @Transactional(readOnly = true)
    public List<Edited> all() {
        return table.readAll().stream().map(ResourceServers::edited).toList();
    }

    private static Edited edited(ResourceTable.Row row) {
        return new Edited(row.server(), row.described(), row.version());
    }

    /** The server with exactly this URI. */
    @Transactional(readOnly = true)
    public Optional<Edited> find(String uri) {
        return row(uri).map(ResourceServers::edited);
    }

    /**
     * Adds a server.
     *
     * @throws IllegalArgumentException if it breaks a rule, with a sentence that begins with {@code server.}
     */
    @Transactional
    public Outcome add(ResourceProperties.Server server, String by) {
        ResourceRules.check("server", server);
        locks.hold(TOPIC);
        if (taken(server) || !table.add(server, by, clock.instant())) {
            return Outcome.CONFLICT;
        }
        invalidations.changed(TOPIC, "");
        return Outcome.DONE;
    }

    /**
     * Changes what is said of a server, but not its URI, which tokens carry.
     *
     * @param version of what the change was made from
     * @throws IllegalArgumentException if it would break a rule then, with a sentence that begins with {@code server.}
     */
    @Transactional
    public Outcome change(String uri, int version, UnaryOperator<ResourceProperties.Server> change, String by) {
        locks.hold(TOPIC);
        Optional<ResourceTable.Row> row = row(uri);
        if (row.isEmpty()) {
            return Outcome.GONE;
        }
        if (row.get().version() != version) {
            return Outcome.CONFLICT;
        }
        ResourceProperties.Server changed = change.apply(row.get().described());
        ResourceRules.check("server", changed);
        if (taken(changed) || !table.change(changed, version, by)) {
            return Outcome.CONFLICT;
        }
        invalidations.changed(TOPIC, "");
        return Outcome.DONE;
    }

    /**
     * Takes a server away, with its scopes. Tokens for it are not ended by that: the caller does so in the same transaction.
     *
     * @param version of what its author saw
     */
    @Transactional
    public Outcome remove(String uri, int version, String by) {
        locks.hold(TOPIC);
        if (row(uri).isEmpty()) {
            return Outcome.GONE;
        }
        if (directory
                .defaultResource()
                .filter(server -> server.uri().equals(uri))
                .isPresent()) {
            return Outcome.NEEDED;
        }
        if (!table.remove(uri, version, by)) {
            return Outcome.CONFLICT;
        }
        invalidations.changed(TOPIC, "");
        return Outcome.DONE;
    }

    /** Whether one of its addresses leads to another server already. */
    private boolean taken(ResourceProperties.Server server) {
        if (server.allUris().stream().anyMatch(this::ours)) {
            return true;
        }
        List<ResourceProperties.Server> all = new ArrayList<>();
        for (ResourceTable.Row row : table.readAll()) {
            if (!row.server().uri().equals(server.uri())) {
                all.add(row.described());
            }
        }
        all.add(server);
        try {
            ResourceRules.checkDistinct(all);
            return false;
        } catch (IllegalArgumentException e) {
            // Its sentence speaks of configuration.
            return true;
        }
    }

    private boolean ours(String uri) {
        return directory.find(uri).filter(AdministrationInterface::is).isPresent();
    }

    /** Asks an MCP server what it is. Nothing is stored; waits for the server, for some seconds at most. */
    public ResourceLook look(String uri) {
        return look(uri, "");
    }

    /**
     * Asks an MCP server what it is, and with a token which tools it has. Neither the token nor anything else is stored.
     *
     * @param token empty where there is none
     */
    public ResourceLook look(String uri, String token) {
        ResourceMetadataReader.Reading reading = reader.read(uri);
        PublishedTools listed = token.isEmpty() ? null : tools.read(uri, token);
        Instant now = clock.instant();
        return reading.server() == null
                ? ResourceLook.problem(now, String.valueOf(reading.problem()), listed)
                : ResourceLook.found(now, reading.server(), listed);
    }

    /** Keeps what came of a look at a registered server, in place of the last one. */
    public void keep(String uri, ResourceLook look) {
        looks.save(uri, look);
    }

    /** What came of the last look at a registered server. */
    public Optional<ResourceLook> lastLook(String uri) {
        return looks.find(uri);
    }

    private Optional<ResourceTable.Row> row(String uri) {
        return table.readAll().stream()
                .filter(row -> row.server().uri().equals(uri))
                .findFirst();
    }
}
