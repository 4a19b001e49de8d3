/** The authorization of MCP 2025-11-25 as a client: discovery, registration, the authorization code grant, refresh, revocation. */
@NullMarked
package dev.gatehouse.client.oauth;

import org.jspecify.annotations.NullMarked;
