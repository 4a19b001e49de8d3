/** Which clients may be used at all, by whom and for what: what administrators decided, and who waits for them. */
@ApplicationModule(allowedDependencies = {"secret", "cluster", "web", "audit", "notice", "resource", "user", "client"})
@NullMarked
package dev.gatehouse.authserver.approval;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
