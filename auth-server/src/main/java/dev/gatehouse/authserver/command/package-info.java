/** What the other programs of this jar have in common: they work on the server's database and with its configuration. */
@ApplicationModule(allowedDependencies = "secret")
@NullMarked
package dev.gatehouse.authserver.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
