package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.consent.ConnectedAgent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Agents that stand together: those which one site describes, such as a vendor that has a document for each connection; those
 * that registered themselves under one name for one server, as some do each time; or a single one.
 *
 * @param title the site or name that several have in common; null for a single agent
 * @param connections how many there are in all; the other pages of the list may have some of them
 */
record AgentGroup(@Nullable String title, int connections, List<ConnectedAgent> agents) {

    /** In the order of the first of each. */
    static List<AgentGroup> of(List<ConnectedAgent> agents) {
        Map<String, List<ConnectedAgent>> together = new LinkedHashMap<>();
        agents.forEach(agent -> together.computeIfAbsent(key(agent), unused -> new ArrayList<>())
                .add(agent));
        return together.values().stream().map(AgentGroup::group).toList();
    }

    private static String key(ConnectedAgent agent) {
        if (agent.vendorHost() != null) {
            return agent.vendorHost();
        }
        return agent.source() == ClientSource.DCR
                // A name has no line break.
                ? agent.clientName() + "\n" + agent.resourceUri()
                : agent.consentId().toString();
    }

    private static AgentGroup group(List<ConnectedAgent> agents) {
        ConnectedAgent first = agents.getFirst();
        String common =
                first.vendorHost() != null ? first.vendorHost() : first.clientName() + " at " + first.resourceName();
        return new AgentGroup(agents.size() == 1 ? null : common, agents.size(), agents);
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
                        group.title(), group.connections(), group.agents().subList(first, end)));
            }
            at += group.connections();
        }
        return page;
    }
}
