package dev.gatehouse.authserver.client;

import java.time.Instant;

/** A client that was there once. */
public record RemovedClient(String clientName, Instant removedAt) {}
