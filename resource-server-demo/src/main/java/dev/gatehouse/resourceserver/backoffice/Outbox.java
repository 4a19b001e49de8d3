package dev.gatehouse.resourceserver.backoffice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Mail that was sent, which in this demo means kept. The newest {@link #KEPT} stay. */
@Repository
class Outbox {

    static final int KEPT = 1_000;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    Outbox(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Returns the mail's id. */
    @Transactional
    long send(String recipient, String subject, String body, String sentBy, String sentWith) {
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("""
                        insert into mail (recipient, subject, body, sent_at, sent_by, sent_with)
                        values (:recipient, :subject, :body, :sentAt, :sentBy, :sentWith)
                        """)
                .param("recipient", recipient)
                .param("subject", subject)
                .param("body", body)
                .param("sentAt", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("sentBy", sentBy)
                .param("sentWith", sentWith)
                .update(key, "id");
        long id = Objects.requireNonNull(key.getKeyAs(Long.class));
        jdbc.sql("delete from mail where id <= :oldest")
                .param("oldest", id - KEPT)
                .update();
        return id;
    }

    /** What one person's agents sent, the newest first. */
    List<Map<String, Object>> list(String sentBy, long limit) {
        return jdbc.sql("""
                        select id, recipient, subject, body, sent_at, sent_with from mail
                        where sent_by = :sentBy order by id desc fetch first :limit rows only
                        """)
                .param("sentBy", sentBy)
                .param("limit", limit)
                .query((row, number) -> present(row))
                .list();
    }

    private static Map<String, Object> present(ResultSet row) throws SQLException {
        Map<String, Object> mail = new LinkedHashMap<>();
        mail.put("id", row.getLong("id"));
        mail.put("to", row.getString("recipient"));
        mail.put("subject", row.getString("subject"));
        mail.put("body", row.getString("body"));
        mail.put(
                "sent_at",
                row.getObject("sent_at", OffsetDateTime.class).toInstant().toString());
        mail.put("sent_with", row.getString("sent_with"));
        return mail;
    }
}
