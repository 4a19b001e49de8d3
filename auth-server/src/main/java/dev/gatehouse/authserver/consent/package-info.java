/** What a person is asked, what they allowed, until when, and how they take it back. */
@ApplicationModule(
        allowedDependencies = {
            "secret",
            "cluster",
            "web",
            "ratelimit",
            "audit",
            "handshake",
            "resource",
            "user",
            "client",
            "approval",
            "policy",
            "rule",
            "token",
            "dpop"
        })
@NullMarked
package dev.gatehouse.authserver.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
