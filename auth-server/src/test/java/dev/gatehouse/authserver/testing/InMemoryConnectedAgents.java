package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.consent.ConnectedAgents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Connected agents that a test puts there, so that the pages are tested without a whole authorization. */
public final class InMemoryConnectedAgents implements ConnectedAgents {

    private final Map<UUID, List<ConnectedAgent>> agents = new ConcurrentHashMap<>();

    public void add(UUID userId, ConnectedAgent agent) {
        agents.computeIfAbsent(userId, unused -> new ArrayList<>()).add(agent);
    }

    @Override
    public List<ConnectedAgent> of(UUID userId) {
        return agents.getOrDefault(userId, List.of()).stream()
                .sorted(Comparator.comparing(ConnectedAgent::grantedAt).reversed())
                .toList();
    }

    @Override
    public Optional<ConnectedAgent> find(UUID userId, UUID consentId) {
        return of(userId).stream()
                .filter(agent -> agent.consentId().equals(consentId))
                .findFirst();
    }

    @Override
    public boolean takeBack(UUID userId, UUID consentId) {
        return agents.getOrDefault(userId, new ArrayList<>())
                .removeIf(agent -> agent.consentId().equals(consentId));
    }

    @Override
    public boolean narrow(UUID userId, UUID consentId, Set<String> takenAway, Instant latestEnd) {
        return replace(
                userId,
                consentId,
                agent -> new ConnectedAgent(
                        consentId,
                        agent.clientName(),
                        agent.source(),
                        agent.vendorHost(),
                        agent.clientLabel(),
                        agent.label(),
                        agent.formerLabel(),
                        agent.labelVersion(),
                        agent.redirectHost(),
                        agent.resourceName(),
                        agent.resourceUri(),
                        agent.scopes().stream()
                                .filter(scope -> !takenAway.contains(scope.name()))
                                .toList(),
                        agent.grantedAt(),
                        latestEnd,
                        agent.lastUsedAt()));
    }

    @Override
    public boolean rename(UUID userId, UUID consentId, int version, @Nullable String label) {
        return replace(userId, consentId, agent -> named(agent, label, agent.label() == null ? "" : agent.label()));
    }

    @Override
    public boolean undoRename(UUID userId, UUID consentId, int version) {
        return replace(userId, consentId, agent -> named(agent, agent.formerLabel(), null));
    }

    private static ConnectedAgent named(ConnectedAgent agent, @Nullable String label, @Nullable String former) {
        return new ConnectedAgent(
                agent.consentId(),
                agent.clientName(),
                agent.source(),
                agent.vendorHost(),
                agent.clientLabel(),
                label,
                former,
                agent.labelVersion() + 1,
                agent.redirectHost(),
                agent.resourceName(),
                agent.resourceUri(),
                agent.scopes(),
                agent.grantedAt(),
                agent.expiresAt(),
                agent.lastUsedAt());
    }

    private boolean replace(UUID userId, UUID consentId, UnaryOperator<ConnectedAgent> change) {
        Optional<ConnectedAgent> found = find(userId, consentId);
        found.ifPresent(agent -> {
            takeBack(userId, consentId);
            add(userId, change.apply(agent));
        });
        return found.isPresent();
    }

    @Override
    public int takeBackAll(UUID userId) {
        List<ConnectedAgent> ended = agents.remove(userId);
        return ended == null ? 0 : ended.size();
    }
}
