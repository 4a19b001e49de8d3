/** {@code gatehouse doctor}: what a client needs of an MCP server and its authorization server, checked from outside. */
@NullMarked
package dev.gatehouse.client.doctor;

import org.jspecify.annotations.NullMarked;
