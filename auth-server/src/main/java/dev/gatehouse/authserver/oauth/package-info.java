/** The composition root: filter chains, metadata, the authorization endpoint, introspection and revocation. */
@ApplicationModule(
        allowedDependencies = {
            "secret",
            "web",
            "ratelimit",
            "audit",
            "handshake",
            "resource",
            "keys",
            "dpop",
            "user",
            "client",
            "policy",
            "token",
            "consent",
            "grant",
            "registration"
        })
@NullMarked
package dev.gatehouse.authserver.oauth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
