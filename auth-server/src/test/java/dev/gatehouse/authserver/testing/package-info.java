/** What tests of several modules share. */
@NullMarked
package dev.gatehouse.authserver.testing;

import org.jspecify.annotations.NullMarked;
