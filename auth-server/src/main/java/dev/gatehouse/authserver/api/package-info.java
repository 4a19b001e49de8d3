/**
 * The interface by which programs administer: the same powers as the console's, over the same modules. It stores nothing
 * itself; the chain in {@code oauth} lets nobody in without a token for it.
 */
@ApplicationModule(
        allowedDependencies = {
            "approval",
            "audit",
            "client",
            "cluster",
            "consent",
            "dpop",
            "handshake",
            "keys",
            "oauth",
            "policy",
            "resource",
            "rule",
            "secret",
            "token",
            "user",
            "web"
        })
@NullMarked
package dev.gatehouse.authserver.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
