package dev.gatehouse.authserver.cluster;

import org.jspecify.annotations.Nullable;

/** A statement that was put off; one that decides must affect exactly one row, or select one where it holds a row. */
record Change(String sql, @Nullable Object[] parameters, boolean decides) {}
