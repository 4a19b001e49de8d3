/** Another MCP server, which took the protection and set a few properties. */
@NullMarked
package dev.gatehouse.lifted;

import org.jspecify.annotations.NullMarked;
