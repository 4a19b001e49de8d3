/** The packaged programs, started as an operator starts them, and driven from outside. */
@NullMarked
package dev.gatehouse.e2e;

import org.jspecify.annotations.NullMarked;
