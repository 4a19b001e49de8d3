/** The record of what changed, who changed it and why. */
@ApplicationModule(allowedDependencies = {"secret", "web", "cluster"})
@NullMarked
package dev.gatehouse.authserver.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
