package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One page of connected agents.
 *
 * @param total how many there are in all
 * @param found how many the search leaves
 * @param search what was searched for; empty for everything
 * @param page this page's number, from 1 to {@code pages}
 */
record AgentList(List<AgentGroup> groups, int total, int found, String search, int page, int pages) {

    private static final int PAGE_SIZE = 20;

    /** Fewer are seen at a glance. */
    private static final int SEARCHABLE_FROM = 9;

    private static final int LONGEST_SEARCH = 100;

    static AgentList of(List<ConnectedAgent> all, String search, String page) {
        String wanted = search.length() <= LONGEST_SEARCH ? search.strip() : "";
        List<ConnectedAgent> found =
                all.stream().filter(agent -> matches(agent, wanted)).toList();
        int pages = Math.max(1, Math.ceilDiv(found.size(), PAGE_SIZE));
        int number = page.matches("[0-9]{1,6}") ? Math.clamp(Integer.parseInt(page), 1, pages) : 1;
        return new AgentList(
                AgentGroup.page(AgentGroup.of(found), (number - 1) * PAGE_SIZE, PAGE_SIZE),
                all.size(),
                found.size(),
                wanted,
                number,
                pages);
    }

    public boolean searchable() {
        return total >= SEARCHABLE_FROM || !search.isEmpty();
    }

    private static boolean matches(ConnectedAgent agent, String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return Stream.of(
                        agent.clientName(),
                        agent.label(),
                        agent.vendorHost(),
                        agent.resourceName(),
                        agent.resourceUri(),
                        agent.redirectHost())
                .filter(Objects::nonNull)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
