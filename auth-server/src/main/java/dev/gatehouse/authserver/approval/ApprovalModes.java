package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.user.Administrator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The installation's mode: configured at first, stored once an administrator has set it. Read anew each time. */
@Component
public class ApprovalModes {

    private static final String NAME = "approval.mode";

    private final JdbcClient jdbc;

    private final ApprovalProperties properties;

    private final AuditLog audit;

    ApprovalModes(JdbcClient jdbc, ApprovalProperties properties, AuditLog audit) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.audit = audit;
    }

    public ApprovalMode current() {
        return jdbc.sql("select content from setting where name = ?")
                .param(NAME)
                .query(String.class)
                .optional()
                .map(ApprovalMode::valueOf)
                .orElse(properties.mode());
    }

    /** Counts for every request that follows. */
    @Transactional
    public void set(ApprovalMode mode, Administrator by) {
        ApprovalMode before = current();
        while (!change(before, mode, by)) {
            before = current();
        }
    }

    /**
     * The same, where the mode is still the one that was seen.
     *
     * @return false if it is not; then nothing has changed
     */
    @Transactional
    public boolean change(ApprovalMode before, ApprovalMode mode, Administrator by) {
        jdbc.sql("insert into setting (name, content, version) values (?, ?, 0) on conflict do nothing")
                .params(NAME, current().name())
                .update();
        int changed = jdbc.sql("update setting set content = ?, version = version + 1 where name = ? and content = ?")
                .params(mode.name(), NAME, before.name())
                .update();
        if (changed == 0) {
            return false;
        }
        audit.append(AuditEvent.done("approval.mode_set")
                .by(by.actor())
                .with("before", before)
                .with("mode", mode));
        return true;
    }
}
