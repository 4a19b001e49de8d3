/** MCP over streamable HTTP: the wire, the retry after 401 and 403, and what a tool takes. */
@NullMarked
package dev.gatehouse.client.mcp;

import org.jspecify.annotations.NullMarked;
