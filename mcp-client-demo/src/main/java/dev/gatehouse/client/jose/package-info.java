/** Keys of this program and what it signs with them (RFC 7515, RFC 7517); the only package that knows the JOSE library. */
@NullMarked
package dev.gatehouse.client.jose;

import org.jspecify.annotations.NullMarked;
