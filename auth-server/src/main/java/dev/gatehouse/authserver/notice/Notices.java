package dev.gatehouse.authserver.notice;

import dev.gatehouse.authserver.secret.Secrets;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes notices, in the transaction under way: what is told and what it tells of happen together or not at all. Where
 * neither mail nor a webhook is set up, nothing is kept.
 */
@Component
public class Notices {

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private static final int MOST = 10_000;

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,253}");

    private final JdbcClient jdbc;

    private final NoticeProperties properties;

    private final boolean mail;

    private final JsonMapper json;

    private final InstantSource clock;

    Notices(JdbcClient jdbc, NoticeProperties properties, MailServer mail, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.mail = mail.isSetUp();
        this.json = json;
        this.clock = clock;
    }

    /** Whether anybody is set up to hear what administrators are told. */
    public boolean heard() {
        return (mail && !properties.administrators().isEmpty()) || properties.webhook() != null;
    }

    /**
     * What waits to be sent.
     *
     * @param retried how many of them were tried and will be again
     */
    public record Waiting(int all, int retried) {}

    public Waiting waiting() {
        return jdbc.sql("select count(*), count(case when attempts > 0 then 1 end) from notice")
                .query((row, index) -> new Waiting(row.getInt(1), row.getInt(2)))
                .single();
    }

    /** Tells whoever is set up to hear of it. */
    public void tellAdministrators(Notice notice) {
        if (mail) {
            properties.administrators().forEach(address -> add("MAIL", address, notice.subject(), notice.text()));
        }
        if (properties.webhook() != null) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("event", notice.event());
            body.put("at", clock.instant().toString());
            body.put("subject", notice.subject());
            body.putAll(notice.facts());
            add("WEBHOOK", null, notice.subject(), json.writeValueAsString(body));
        }
    }

    /** Tells whoever reads what is sent to this mail address; nobody where it is none. */
    public void tellPerson(String address, Notice notice) {
        if (mail && ADDRESS.matcher(address).matches()) {
            add("MAIL", address, notice.subject(), notice.text());
        }
    }

    private void add(String channel, @Nullable String recipient, String subject, String body) {
        int waiting =
                jdbc.sql("select count(*) from notice").query(Integer.class).single();
        if (waiting >= MOST) {
            log.warn("A notice is not kept: {} wait to be sent", waiting);
            return;
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                insert into notice (id, channel, recipient, subject, body, created_at, due_at, attempts)
                values (?, ?, ?, ?, ?, ?, ?, 0)""")
                .param(Secrets.uuid7(clock.instant()))
                .param(channel)
                .param(recipient)
                .param(subject.length() <= 200 ? subject : subject.substring(0, 200))
                .param(body)
                .param(now)
                .param(now)
                .update();
    }
}
