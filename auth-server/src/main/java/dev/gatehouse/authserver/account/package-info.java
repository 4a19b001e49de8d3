/** A person's own page: connected agents, mail address and password. */
@ApplicationModule(
        allowedDependencies = {"secret", "web", "audit", "notice", "user", "client", "resource", "policy", "consent"})
@NullMarked
package dev.gatehouse.authserver.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
