/** Random values, hashing, the key-encryption key and what is derived from it. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.gatehouse.authserver.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
