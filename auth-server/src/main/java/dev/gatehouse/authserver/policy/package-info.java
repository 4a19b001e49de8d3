/** Every decision about redirects, scopes and lifetimes: pure, without I/O or clock. */
@ApplicationModule(allowedDependencies = {"secret", "web", "resource", "client", "user"})
@NullMarked
package dev.gatehouse.authserver.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
