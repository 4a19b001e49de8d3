package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Agents that stand together: those which one site describes, such as a vendor that has a document for each connection, or
 * a single one.
 *
 * @param vendorHost the site, where it describes several; null for a single agent
 * @param connections how many there are in all; the other pages of the list may have some of them
 */
record AgentGroup(@Nullable String vendorHost, int connections, List<ConnectedAgent> agents) {

    /** In the order of the first of each. */
    static List<AgentGroup> of(List<ConnectedAgent> agents) {
        Map<String, List<ConnectedAgent>> together = new LinkedHashMap<>();
        agents.forEach(agent -> together.computeIfAbsent(key(agent), unused -> new ArrayList<>())
                .add(agent));
        return together.values().stream().map(AgentGroup::group).toList();
    }

    private static String key(ConnectedAgent agent) {
        return Objects.requireNonNullElseGet(
                agent.vendorHost(), () -> agent.consentId().toString());
    }

    private static AgentGroup group(List<ConnectedAgent> agents) {
        String host = agents.size() == 1 ? null : agents.getFirst().vendorHost();
        return new AgentGroup(host, agents.size(), agents);
    }

    /** What of these stands on a page with so many agents before it. */
    static List<AgentGroup> page(List<AgentGroup> groups, int before, int size) {
        List<AgentGroup> page = new ArrayList<>();
        int at = 0;
        for (AgentGroup group : groups) {
            int first = Math.clamp(before - at, 0, group.connections());
            int end = Math.clamp(before + size - at, 0, group.connections());
            if (first < end) {
                page.add(new AgentGroup(
                        group.vendorHost(), group.connections(), group.agents().subList(first, end)));
            }
            at += group.connections();
        }
        return page;
    }
}
