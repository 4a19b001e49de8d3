/** The only place that speaks HTTP: bounded, timed, never following redirects, masked when logged; and how a failed step is told. */
@NullMarked
package dev.gatehouse.client.http;

import org.jspecify.annotations.NullMarked;
