package dev.gatehouse.authserver.resource;

import java.util.List;

/**
 * One scope of one resource.
 *
 * @param name as the wire has it
 * @param text what it allows, in a person's words: "See contacts"
 * @param tools the MCP tools it opens
 * @param selfRegistered whether a client that registered itself may ever be granted it (requirement R7)
 * @param approvalNeeded whether an administrator must approve before a client that registered itself is granted it
 */
public record Scope(
        String name, String text, Risk risk, List<String> tools, boolean selfRegistered, boolean approvalNeeded) {

    public Scope {
        tools = List.copyOf(tools);
    }
}
