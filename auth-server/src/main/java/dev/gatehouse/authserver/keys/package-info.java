/** The keys that sign access tokens and those that refresh tokens are derived by: encrypted at rest, and rotated. */
@ApplicationModule(allowedDependencies = {"secret", "web", "audit", "cluster", "command"})
@NullMarked
package dev.gatehouse.authserver.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
