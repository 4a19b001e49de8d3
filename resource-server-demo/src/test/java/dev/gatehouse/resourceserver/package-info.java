@NullMarked
package dev.gatehouse.resourceserver;

import org.jspecify.annotations.NullMarked;
