/** The clients we know, and their secrets. */
@ApplicationModule(allowedDependencies = {"secret", "web", "audit", "resource"})
@NullMarked
package dev.gatehouse.authserver.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
