/** What is done after a database was restored: everything that was issued before a moment ends. */
@ApplicationModule(allowedDependencies = {"audit", "cluster", "command", "keys"})
@NullMarked
package dev.gatehouse.authserver.recovery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
