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
        Optional<ConnectedAgent> found = find(userId, consentId);
        found.ifPresent(agent -> {
            takeBack(userId, consentId);
            add(
                    userId,
                    new ConnectedAgent(
                            consentId,
                            agent.clientName(),
                            agent.source(),
                            agent.vendorHost(),
                            agent.label(),
                            agent.redirectHost(),
                            agent.resourceName(),
                            agent.resourceUri(),
                            agent.scopes().stream()
                                    .filter(scope -> !takenAway.contains(scope.name()))
                                    .toList(),
                            agent.grantedAt(),
                            latestEnd,
                            agent.lastUsedAt()));
        });
        return found.isPresent();
    }

    @Override
    public int takeBackAll(UUID userId) {
        List<ConnectedAgent> ended = agents.remove(userId);
        return ended == null ? 0 : ended.size();
    }
}
