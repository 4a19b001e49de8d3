/** The only HTTP client: fetches what strangers name, from public addresses alone, bounded in time and size. */
@ApplicationModule(allowedDependencies = {"secret", "web", "ratelimit"})
@NullMarked
package dev.gatehouse.authserver.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
