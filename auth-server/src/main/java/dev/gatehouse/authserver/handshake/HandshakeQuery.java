package dev.gatehouse.authserver.handshake;

import java.util.Optional;
import java.util.UUID;

/** The timelines of the last week, as administrators read them. What this node has taken down so far is among them. */
public interface HandshakeQuery {

    /**
     * One page of timelines, newest first.
     *
     * @param search part of a client's id or name, a whole address, or a reference with or without its dash; empty for all
     * @param refusedOnly only those with a refusal
     * @param page from 1; one beyond the last means the last
     */
    HandshakePage page(String search, boolean refusedOnly, int page);

    /** One timeline with its steps. */
    Optional<HandshakeTimeline> find(UUID id);
}
