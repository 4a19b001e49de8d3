/** The MCP servers that delegate to us, their scopes, risks and tools. */
@ApplicationModule(allowedDependencies = {"secret", "cluster", "web", "outbound", "audit"})
@NullMarked
package dev.gatehouse.authserver.resource;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
