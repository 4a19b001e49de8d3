@NullMarked
package dev.gatehouse.resourceserver.mcp;

import org.jspecify.annotations.NullMarked;
