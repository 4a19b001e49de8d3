/**
 * Tools as values, served on two wires. {@code McpServerConfiguration} puts every {@link
 * dev.gatehouse.resourceserver.mcp.BackOfficeTool} bean behind the MCP Java SDK's stateless transport (up to 2025-11-25) and
 * behind {@code ModernWire} (2026-07-28), and takes the scopes of the protection from them. {@code McpEndpoint} chooses by
 * the request's protocol version; {@code ToolCalls} makes sure that a tool answers with a result whatever happens in it.
 */
@NullMarked
package dev.gatehouse.resourceserver.mcp;

import org.jspecify.annotations.NullMarked;
