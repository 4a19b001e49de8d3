package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEntry;
import dev.gatehouse.authserver.audit.AuditEvent.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the record in words.
 *
 * @param who who did it
 * @param what what they did, in words where we have them, else the type as it is stored
 * @param whom the person it concerns, where that is another
 * @param clientLabel what administrators call its client, if anything
 */
record DiaryLine(
        AuditEntry entry,
        String who,
        String what,
        @Nullable String whom,
        @Nullable String clientLabel) {

    public boolean refused() {
        return entry.event().outcome() == Outcome.REFUSED;
    }
}
