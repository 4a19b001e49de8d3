package dev.gatehouse.authserver.approval;

import java.util.List;
import java.util.Locale;

/**
 * One page of clients.
 *
 * @param total how many there are of this kind, without the search
 * @param found how many the search leaves
 * @param page this page's number, from 1 to {@code pages}
 */
public record ApprovalList(
        Show show, List<ApprovalEntry> entries, int total, int found, String search, int page, int pages) {

    /** Which clients are listed. */
    public enum Show {
        WAITING,
        APPROVED,
        BLOCKED;

        /** The one of this name, else those that wait. */
        public static Show of(String name) {
            for (Show show : values()) {
                if (show.code().equals(name)) {
                    return show;
                }
            }
            return WAITING;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
