/** People: accounts, sign-in, sign-in sessions, the first administrator. */
@ApplicationModule(allowedDependencies = {"secret", "web", "ratelimit", "cluster", "audit", "notice", "handshake"})
@NullMarked
package dev.gatehouse.authserver.user;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
