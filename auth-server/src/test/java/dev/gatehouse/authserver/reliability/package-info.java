/** What must hold when nodes, databases and networks fail, and when many ask for one thing at once. */
@NullMarked
package dev.gatehouse.authserver.reliability;

import org.jspecify.annotations.NullMarked;
