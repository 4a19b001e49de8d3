package dev.gatehouse.authserver.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Answers from an immutable copy of the tables, so that no request waits for a query. The copy is replaced in the
 * background: what another node changed is seen after {@value #REFRESH_MILLIS} ms and the time of the query. While the
 * database cannot be read the last copy stands, and metadata can still be served.
 */
class JdbcResourceDirectory implements ResourceDirectory {

    private static final Logger log = LoggerFactory.getLogger(JdbcResourceDirectory.class);

    private static final long REFRESH_MILLIS = 5_000;

    private final ResourceTable table;

    private final TransactionOperations stableView;

    private final @Nullable String configuredDefault;

    private final Optional<ResourceServer> administration;

    private volatile Snapshot snapshot;

    JdbcResourceDirectory(
            ResourceTable table,
            TransactionOperations stableView,
            @Nullable String configuredDefault,
            @Nullable ResourceServer administration) {
        this.table = table;
        this.stableView = stableView;
        this.configuredDefault = configuredDefault;
        this.administration = Optional.ofNullable(administration);
        this.snapshot = read();
        if (configuredDefault != null && defaultResource().isEmpty()) {
            log.warn(
                    "gatehouse.resource.default-resource names {}, which is no registered resource: requests without"
                            + " resource are refused",
                    configuredDefault);
        }
    }

    @Override
    public Optional<ResourceServer> find(String resource) {
        // First, so that no row can take its place.
        Optional<ResourceServer> own =
                administration.filter(server -> server.uri().equals(resource));
        return own.isPresent() ? own : snapshot.find(resource);
    }

    @Override
    public List<ResourceServer> all() {
        return snapshot.all();
    }

    @Override
    public Optional<ResourceServer> defaultResource() {
        Snapshot current = snapshot;
        if (configuredDefault != null) {
            return current.find(configuredDefault);
        }
        return current.all().size() == 1 ? Optional.of(current.all().getFirst()) : Optional.empty();
    }

    /** Reads the tables again. */
    @Scheduled(initialDelay = REFRESH_MILLIS, fixedDelay = REFRESH_MILLIS)
    void refresh() {
        try {
            snapshot = read();
        } catch (DataAccessException | TransactionException e) {
            log.warn("The resources could not be read again, the last known ones stand: {}", e.getMessage());
        }
    }

    private Snapshot read() {
        return Snapshot.of(stableView.execute(status -> table.readAll()));
    }

    private record Snapshot(Map<String, ResourceServer> byCanonicalUri, List<ResourceServer> all) {

        static Snapshot of(List<ResourceTable.Row> rows) {
            Map<String, ResourceServer> byUri = new HashMap<>();
            for (ResourceTable.Row row : rows) {
                for (String alias : row.aliases()) {
                    ResourceUri.canonical(alias).ifPresent(uri -> byUri.put(uri, row.server()));
                }
            }
            // A resource's own URI comes last: no alias of another may stand in its way.
            for (ResourceTable.Row row : rows) {
                ResourceUri.canonical(row.server().uri()).ifPresent(uri -> byUri.put(uri, row.server()));
            }
            return new Snapshot(
                    Map.copyOf(byUri),
                    rows.stream().map(ResourceTable.Row::server).toList());
        }

        Optional<ResourceServer> find(String resource) {
            ResourceServer asItStands = byCanonicalUri.get(resource);
            return asItStands != null
                    ? Optional.of(asItStands)
                    : ResourceUri.canonical(resource).map(byCanonicalUri::get);
        }
    }
}
