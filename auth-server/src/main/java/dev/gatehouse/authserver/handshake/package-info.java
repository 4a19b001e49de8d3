/** How clients connect, step by step, for whoever has to find out why one does not. */
@ApplicationModule(allowedDependencies = {"secret", "web", "ratelimit", "cluster"})
@NullMarked
package dev.gatehouse.authserver.handshake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
