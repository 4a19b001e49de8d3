/**
 * Attacks on the started server with production settings, a class for each letter of the list of attacks, each case
 * followed by the same checks ({@link dev.gatehouse.authserver.hostile.After}).
 */
@NullMarked
package dev.gatehouse.authserver.hostile;

import org.jspecify.annotations.NullMarked;
