package dev.gatehouse.authserver.handshake;

import static dev.gatehouse.authserver.handshake.HandshakeTable.utc;

import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import dev.gatehouse.authserver.handshake.HandshakeTimeline.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Component
class JdbcHandshakeQuery implements HandshakeQuery {

    private static final int PAGE_SIZE = 25;

    private static final int LONGEST_SEARCH = 255;

    private static final String KEPT = " from handshake h where h.last_at >= :since and h.refusals >= :refusals";

    private static final String SEARCHED = """
             and (h.address = :search
                  or lower(h.client_id) like :like escape '!' or lower(h.client_name) like :like escape '!'
                  or exists (select 1 from handshake_step s where s.handshake_id = h.id
                             and (s.reference = :reference or s.address = :search)))""";

    private final QueuedHandshakeRecorder recorder;

    private final JdbcClient jdbc;

    private final JsonMapper json;

    private final HandshakeProperties properties;

    private final InstantSource clock;

    JdbcHandshakeQuery(
            QueuedHandshakeRecorder recorder,
            JdbcClient jdbc,
            JsonMapper json,
            HandshakeProperties properties,
            InstantSource clock) {
        this.recorder = recorder;
        this.jdbc = jdbc;
        this.json = json;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public HandshakePage page(String search, boolean refusedOnly, int page) {
        recorder.flushForReader();
        String wanted =
                search.length() <= LONGEST_SEARCH ? search.replace("\0", "").strip() : "";
        Map<String, Object> parameters = parameters(wanted, refusedOnly);
        String rows = wanted.isEmpty() ? KEPT : KEPT + " " + SEARCHED;
        int total = count(KEPT, parameters("", false));
        int found = wanted.isEmpty() && !refusedOnly ? total : count(rows, parameters);
        int pages = Math.max(1, Math.ceilDiv(found, PAGE_SIZE));
        int number = Math.clamp(page, 1, pages);
        parameters.put("offset", (number - 1) * PAGE_SIZE);
        List<HandshakeSummary> summaries = jdbc.sql("select h.*" + rows + " order by h.last_at desc, h.id desc limit "
                        + PAGE_SIZE + " offset :offset")
                .params(parameters)
                .query((row, n) -> summary(row))
                .list();
        return new HandshakePage(explained(summaries), total, found, wanted, refusedOnly, number, pages, notStored());
    }

    @Override
    public Optional<HandshakeTimeline> find(UUID id) {
        recorder.flushForReader();
        return jdbc.sql("select * from handshake where id = ? and last_at >= ?")
                .params(id, utc(since()))
                .query((row, n) -> summary(row))
                .optional()
                .map(summary ->
                        new HandshakeTimeline(explained(List.of(summary)).getFirst(), entries(summary)));
    }

    private int count(String rows, Map<String, Object> parameters) {
        return jdbc.sql("select count(*)" + rows)
                .params(parameters)
                .query(Integer.class)
                .single();
    }

    private Map<String, Object> parameters(String search, boolean refusedOnly) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("since", utc(since()));
        parameters.put("refusals", refusedOnly ? 1 : 0);
        parameters.put("search", search);
        parameters.put("reference", reference(search));
        parameters.put("like", "%" + search.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%");
        return parameters;
    }

    /** A reference as it is stored, from one as people write it; nothing has the empty one. */
    private static String reference(String search) {
        String letters = search.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
        return letters.length() == 8 ? letters.substring(0, 4) + "-" + letters.substring(4) : "";
    }

    private long notStored() {
        return jdbc.sql("""
                select coalesce((select sum(steps) from handshake_overflow where hour_at >= :since), 0)
                     + coalesce((select sum(omitted_steps) from handshake where last_at >= :since), 0)""").param("since", utc(since())).query(Long.class).single();
    }

    /** What is older may still be there for some minutes, until it is deleted. */
    private Instant since() {
        return clock.instant().minus(properties.keptFor());
    }

    private static HandshakeSummary summary(ResultSet row) throws SQLException {
        Step last = Step.valueOf(row.getString("last_step"));
        boolean refused = row.getString("last_outcome").equals(Outcome.REFUSED.name());
        boolean connected = last == Step.TOKEN || last == Step.REFRESH;
        return new HandshakeSummary(
                row.getObject("id", UUID.class),
                row.getString("client_id"),
                row.getString("client_name"),
                row.getString("address"),
                instant(row, "started_at"),
                instant(row, "last_at"),
                refused
                        ? HandshakeSummary.State.REFUSED
                        : connected ? HandshakeSummary.State.CONNECTED : HandshakeSummary.State.UNFINISHED,
                last,
                row.getInt("steps"),
                row.getInt("omitted_steps"),
                null);
    }

    private List<HandshakeSummary> explained(List<HandshakeSummary> summaries) {
        if (summaries.isEmpty()) {
            return summaries;
        }
        Map<UUID, Explanation> refusals = new HashMap<>();
        jdbc.sql("""
                select handshake_id, error, reason from handshake_step
                where outcome = 'REFUSED' and handshake_id in (:ids) order by at, seq""")
                .param("ids", summaries.stream().map(HandshakeSummary::id).toList())
                .query(row -> {
                    refusals.put(
                            row.getObject(1, UUID.class),
                            RefusalKind.explain(row.getString("error"), row.getString("reason")));
                });
        return summaries.stream()
                .map(summary -> summary.refusal(refusals.get(summary.id())))
                .toList();
    }

    private List<Entry> entries(HandshakeSummary summary) {
        List<Entry> entries = new ArrayList<>();
        jdbc.sql("select * from handshake_step where handshake_id = ? order by at, seq")
                .param(summary.id())
                .query(row -> {
                    entries.add(entry(row, summary.startedAt()));
                });
        return entries;
    }

    private Entry entry(ResultSet row, Instant first) throws SQLException {
        Outcome outcome = Outcome.valueOf(row.getString("outcome"));
        Instant at = instant(row, "at");
        @Nullable String error = row.getString("error");
        @Nullable String reason = row.getString("reason");
        return new Entry(
                Step.valueOf(row.getString("step")),
                outcome,
                at,
                Duration.between(first, at),
                row.getString("address"),
                row.getInt("times"),
                error,
                reason,
                row.getString("reference"),
                outcome == Outcome.REFUSED ? RefusalKind.explain(error, reason) : null,
                facts(row.getString("facts_json")));
    }

    /** By their labels; a fact that a newer version stored is left out. */
    private Map<String, String> facts(String text) {
        Map<String, String> stored = json.readValue(text, new TypeReference<Map<String, String>>() {});
        Map<Fact, String> sorted = new EnumMap<>(Fact.class);
        for (Fact fact : Fact.values()) {
            String value = stored.get(fact.name());
            if (value != null) {
                sorted.put(fact, value);
            }
        }
        Map<String, String> labelled = new LinkedHashMap<>();
        sorted.forEach((fact, value) -> labelled.put(fact.label(), value));
        return labelled;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
