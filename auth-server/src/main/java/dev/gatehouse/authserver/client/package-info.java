/** The clients we know, and their secrets. */
@ApplicationModule(
        allowedDependencies = {"secret", "web", "audit", "cluster", "outbound", "ratelimit", "resource", "keys"})
@NullMarked
package dev.gatehouse.authserver.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
