/** What administrators see. It stores nothing itself; the chain of pages lets nobody else in. */
@ApplicationModule(
        allowedDependencies = {
            "secret",
            "web",
            "user",
            "client",
            "resource",
            "policy",
            "rule",
            "token",
            "handshake",
            "audit",
            "approval"
        })
@NullMarked
package dev.gatehouse.authserver.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
