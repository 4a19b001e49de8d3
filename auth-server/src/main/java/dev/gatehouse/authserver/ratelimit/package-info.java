/** Buckets that slow down whoever tries too often. */
@ApplicationModule(allowedDependencies = {"secret", "web", "cluster"})
@NullMarked
package dev.gatehouse.authserver.ratelimit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
