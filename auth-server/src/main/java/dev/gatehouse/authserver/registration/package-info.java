/** Clients that register themselves (RFC 7591). */
@ApplicationModule(
        allowedDependencies = {
            "secret",
            "cluster",
            "command",
            "web",
            "ratelimit",
            "outbound",
            "audit",
            "handshake",
            "resource",
            "client",
            "policy"
        })
@NullMarked
package dev.gatehouse.authserver.registration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
