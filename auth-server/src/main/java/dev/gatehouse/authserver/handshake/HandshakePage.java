package dev.gatehouse.authserver.handshake;

import java.util.List;

/**
 * One page of timelines.
 *
 * @param total how many there are in all
 * @param found how many search and filter leave
 * @param page this page's number, from 1 to {@code pages}
 * @param notStored how many steps of the kept time were beyond the bounds, and are only counted
 */
public record HandshakePage(
        List<HandshakeSummary> handshakes,
        int total,
        int found,
        String search,
        boolean refusedOnly,
        int page,
        int pages,
        long notStored) {

    public HandshakePage {
        handshakes = List.copyOf(handshakes);
    }
}
