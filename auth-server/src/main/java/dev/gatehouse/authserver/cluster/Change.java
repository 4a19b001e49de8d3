package dev.gatehouse.authserver.cluster;

import org.jspecify.annotations.Nullable;

/** A statement that was put off; one that decides must affect exactly one row, or select one where it holds a row. */
record Change(String sql, @Nullable Object[] parameters, boolean decides) {

    /** What it has in common with those that it may be sent with. */
    record Form(String sql, boolean decides) {}

    Form form() {
        return new Form(sql, decides);
    }
}
