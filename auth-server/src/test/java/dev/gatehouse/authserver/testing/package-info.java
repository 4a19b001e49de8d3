/** What tests of several modules share: a started server, a browser without script, and a real one. */
@NullMarked
package dev.gatehouse.authserver.testing;

import org.jspecify.annotations.NullMarked;
