/** Grant families and their tokens: issued, consumed once, found by hash, revoked. */
@ApplicationModule(
        allowedDependencies = {"secret", "cluster", "web", "audit", "resource", "keys", "user", "client", "policy"})
@NullMarked
package dev.gatehouse.authserver.token;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
