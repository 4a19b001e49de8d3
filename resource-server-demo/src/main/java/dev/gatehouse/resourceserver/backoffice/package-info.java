/** The back office: contacts, buckets and the outbox as stored rows, and the tools that open them. */
@NullMarked
package dev.gatehouse.resourceserver.backoffice;

import org.jspecify.annotations.NullMarked;
