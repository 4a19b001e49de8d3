@NullMarked
package dev.gatehouse.resourceserver.backoffice;

import org.jspecify.annotations.NullMarked;
