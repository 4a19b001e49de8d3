package dev.gatehouse.authserver.client;

import org.jspecify.annotations.Nullable;

/**
 * What administrators call a client, beside what it calls itself.
 *
 * @param text at most 60 characters; null where it has no such name
 * @param former what the last change replaced, empty where that was nothing; null where there is nothing to undo
 * @param version what a change must name, so that of two the second is told
 */
public record ClientLabel(@Nullable String text, @Nullable String former, int version) {

    static final ClientLabel NONE = new ClientLabel(null, null, 0);

    public boolean undoable() {
        return former != null;
    }
}
