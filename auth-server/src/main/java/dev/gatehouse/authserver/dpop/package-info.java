/** Proof of possession (RFC 9449): proofs, and the nonces that make them fresh. */
@ApplicationModule(allowedDependencies = {"secret", "cluster", "web", "keys"})
@NullMarked
package dev.gatehouse.authserver.dpop;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
