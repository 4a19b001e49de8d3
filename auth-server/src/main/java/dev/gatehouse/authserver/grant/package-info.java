/** The grants at the token endpoint, each in one transaction. */
@ApplicationModule(
        allowedDependencies = {
            "secret",
            "cluster",
            "web",
            "ratelimit",
            "audit",
            "resource",
            "keys",
            "dpop",
            "user",
            "client",
            "policy",
            "rule",
            "token"
        })
@NullMarked
package dev.gatehouse.authserver.grant;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
