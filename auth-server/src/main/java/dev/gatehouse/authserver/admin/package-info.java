/** What administrators see. It stores nothing itself; the chain of pages lets nobody else in. */
@ApplicationModule(
        allowedDependencies = {
            "approval",
            "audit",
            "client",
            "cluster",
            "consent",
            "handshake",
            "keys",
            "notice",
            "policy",
            "resource",
            "rule",
            "secret",
            "token",
            "user",
            "web"
        })
@NullMarked
package dev.gatehouse.authserver.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
