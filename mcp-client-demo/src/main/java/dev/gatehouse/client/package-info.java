/** {@code gatehouse}, the agent's command line: its commands and how they are put together. */
@NullMarked
package dev.gatehouse.client;

import org.jspecify.annotations.NullMarked;
