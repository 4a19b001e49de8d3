/** What is kept between two runs: clients by issuer, tokens by resource, in a file that only its owner can read. */
@NullMarked
package dev.gatehouse.client.store;

import org.jspecify.annotations.NullMarked;
