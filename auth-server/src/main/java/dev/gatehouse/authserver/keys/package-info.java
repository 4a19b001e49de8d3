/** The keys that sign access tokens, encrypted at rest. */
@ApplicationModule(allowedDependencies = {"secret", "web", "audit", "cluster"})
@NullMarked
package dev.gatehouse.authserver.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
