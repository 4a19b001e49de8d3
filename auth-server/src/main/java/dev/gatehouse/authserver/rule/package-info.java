/** The administrators' rules of policy: stored, changed, and copied for a few seconds for those who decide by them. */
@ApplicationModule(allowedDependencies = {"secret", "cluster", "audit", "client", "resource", "policy"})
@NullMarked
package dev.gatehouse.authserver.rule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
