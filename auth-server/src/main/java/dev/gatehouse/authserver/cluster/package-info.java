/** What all nodes must agree on: things that may be seen once. */
@ApplicationModule(allowedDependencies = "secret")
@NullMarked
package dev.gatehouse.authserver.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
