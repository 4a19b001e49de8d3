package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.approval.ApprovalList.Show;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The clients that wait for an administrator, and those that were decided about. */
@Component
public class ApprovalQueue {

    private static final int PAGE_SIZE = 20;

    private static final int LONGEST_SEARCH = 100;

    private static final String FROM_WAITING = """
            from approval a where exists (select 1 from approval_request r
                where r.approval_id = a.id and r.state = 'WAITING' and r.expires_at > :now)""";

    /** One whose time is over waits again, so it is not listed as approved. */
    private static final String FROM_DECIDED =
            "from approval a where a.state = :state and (a.ends_at is null or a.ends_at > :now)";

    private static final String MATCHES = """
             and (lower(a.client_name) like :like escape '!' or lower(a.known_as) like :like escape '!'
                or lower(a.redirect_uris) like :like escape '!'
                or a.identity_hash in (select identity_hash from client_label where lower(label) like :like escape '!'))""";

    private final JdbcClient jdbc;

    private final ApprovalEntries entries;

    private final InstantSource clock;

    ApprovalQueue(JdbcClient jdbc, ApprovalEntries entries, InstantSource clock) {
        this.jdbc = jdbc;
        this.entries = entries;
        this.clock = clock;
    }

    /** The page of this number, or the nearest one that there is; the longest wait and the latest decision come first. */
    public ApprovalList list(Show show, String search, int page) {
        String wanted = search.length() <= LONGEST_SEARCH ? search.strip().replace("\0", "") : "";
        String from = show == Show.WAITING ? FROM_WAITING : FROM_DECIDED;
        int total = count(from, show, "");
        int found = wanted.isEmpty() ? total : count(from + MATCHES, show, wanted);
        int pages = Math.max(1, Math.ceilDiv(found, PAGE_SIZE));
        int number = Math.clamp(page, 1, pages);
        String order = show == Show.WAITING
                ? " order by (select min(r.asked_at) from approval_request r where r.approval_id = a.id"
                        + " and r.state = 'WAITING' and r.expires_at > :now), a.id"
                : " order by a.decided_at desc, a.id";
        List<UUID> ids = jdbc.sql("select a.id " + from + (wanted.isEmpty() ? "" : MATCHES) + order
                        + " limit :limit offset :offset")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("state", show.name())
                .param("like", like(wanted))
                .param("limit", PAGE_SIZE)
                .param("offset", (number - 1) * PAGE_SIZE)
                .query(UUID.class)
                .list();
        return new ApprovalList(show, entries.read(ids), total, found, wanted, number, pages);
    }

    /** One client, whatever was decided about it. */
    public Optional<ApprovalEntry> find(UUID id) {
        return entries.read(List.of(id)).stream().findFirst();
    }

    /** How many clients wait. */
    public int waiting() {
        return count(FROM_WAITING, Show.WAITING, "");
    }

    private int count(String from, Show show, String search) {
        return jdbc.sql("select count(*) " + from)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("state", show.name())
                .param("like", like(search))
                .query(Integer.class)
                .single();
    }

    private static String like(String search) {
        return "%"
                + search.toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_") + "%";
    }
}
