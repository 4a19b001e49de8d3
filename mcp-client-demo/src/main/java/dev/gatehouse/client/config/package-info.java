/** Configuration as code: reads files that describe an authorization server, compares, changes and writes them. */
@NullMarked
package dev.gatehouse.client.config;

import org.jspecify.annotations.NullMarked;
