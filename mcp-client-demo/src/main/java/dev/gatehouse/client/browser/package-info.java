/** Whoever opens the authorization URL: the system's browser, a command, the person at the terminal, or a stand-in for one. */
@NullMarked
package dev.gatehouse.client.browser;

import org.jspecify.annotations.NullMarked;
