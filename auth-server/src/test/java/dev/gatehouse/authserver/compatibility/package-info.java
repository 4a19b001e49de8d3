/** The clients that are out there, as they were seen to behave, against the whole server. */
@NullMarked
package dev.gatehouse.authserver.compatibility;

import org.jspecify.annotations.NullMarked;
