/**
 * Tools as values on the MCP Java SDK. {@code McpServerConfiguration} puts every {@link
 * dev.gatehouse.resourceserver.mcp.BackOfficeTool} bean behind the stateless transport, takes the scopes of the protection
 * from them, and makes sure that a tool answers with a result whatever happens in it.
 */
@NullMarked
package dev.gatehouse.resourceserver.mcp;

import org.jspecify.annotations.NullMarked;
