@NullMarked
package dev.gatehouse.resourceserver.protection;

import org.jspecify.annotations.NullMarked;
