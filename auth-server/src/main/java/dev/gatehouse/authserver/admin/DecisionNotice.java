package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalDecision;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was just decided, told on the page that follows. The address names it; nothing of the address is shown. */
enum DecisionNotice {
    ONCE("Allowed this once. Whoever waits may go on now; next time the app waits again."),
    SOME("Approved for those you chose. Whoever of them waits may go on now."),
    EVERYONE("Approved for everyone. Whoever waits may go on now."),
    DENY("Denied. Whoever waited is told; they may ask again."),
    BLOCK("Blocked. What it was granted has ended, and nobody can connect it."),
    RESET("Nothing is decided about it any more. What it holds stays until it ends; new connections wait."),
    UNDONE("Undone: it stands as it did before. What was granted or ended meanwhile stays so.");

    private final String text;

    DecisionNotice(String text) {
        this.text = text;
    }

    static DecisionNotice of(ApprovalDecision.Kind kind) {
        return valueOf(kind.name());
    }

    static @Nullable String of(String code) {
        return Arrays.stream(values())
                .filter(notice -> notice.code().equals(code))
                .map(notice -> notice.text)
                .findFirst()
                .orElse(null);
    }

    String location(UUID approval) {
        return "/admin/approvals?done=" + code() + "&id=" + approval;
    }

    private String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
