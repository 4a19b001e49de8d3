package dev.gatehouse.authserver.user;

import java.time.Instant;

/**
 * A person as administrators see them.
 *
 * @param invited whether the person has no password: they were invited, or theirs was reset
 * @param version what a change must name, so that of two the second is told
 */
public record PersonEntry(Person person, boolean invited, Instant createdAt, int version) {}
