/** What people are told outside of pages, by mail and webhook: an outbox, and the job that empties it. */
@ApplicationModule(allowedDependencies = {"secret", "cluster", "web", "outbound"})
@NullMarked
package dev.gatehouse.authserver.notice;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
