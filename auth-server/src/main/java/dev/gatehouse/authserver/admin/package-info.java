/** What administrators see. It stores nothing itself; the chain of pages lets nobody else in. */
@ApplicationModule(
        allowedDependencies = {
            "web",
            "cluster",
            "user",
            "handshake",
            "audit",
            "approval",
            "client",
            "consent",
            "keys",
            "token",
            "resource"
        })
@NullMarked
package dev.gatehouse.authserver.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
