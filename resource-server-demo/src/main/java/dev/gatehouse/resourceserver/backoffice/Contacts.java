package dev.gatehouse.resourceserver.backoffice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The contacts and their tags. */
@Repository
class Contacts {

    static final int MAX_TAGS = 20;

    record Contact(long id, String name, String company, String email, String city) {}

    private final JdbcClient jdbc;

    Contacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Contacts of which a field or a tag has {@code words} in it, whatever the case. */
    List<Map<String, Object>> search(String words, long limit) {
        String pattern = "%" + words.toLowerCase(java.util.Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
        return jdbc.sql("""
                        select id, name, company, email, city from contact
                        where lower(name || ' ' || company || ' ' || email || ' ' || city) like :pattern escape '\\'
                           or exists (select 1 from contact_tag t where t.contact_id = id and t.tag like :pattern escape '\\')
                        order by name fetch first :limit rows only
                        """).param("pattern", pattern).param("limit", limit).query(Contact.class).list().stream()
                .map(this::withTags)
                .toList();
    }

    Optional<Contact> find(long id) {
        return jdbc.sql("select id, name, company, email, city from contact where id = :id")
                .param("id", id)
                .query(Contact.class)
                .optional();
    }

    List<String> tags(long id) {
        return jdbc.sql("select tag from contact_tag where contact_id = :id order by tag")
                .param("id", id)
                .query(String.class)
                .list();
    }

    /** Adds the tag unless it is there; the row lock keeps two callers from passing the limit together. */
    @Transactional
    TagOutcome tag(long id, String tag, String taggedBy) {
        if (jdbc.sql("select id from contact where id = :id for update")
                .param("id", id)
                .query(Long.class)
                .optional()
                .isEmpty()) {
            return TagOutcome.NO_SUCH_CONTACT;
        }
        List<String> tags = tags(id);
        if (tags.contains(tag)) {
            return TagOutcome.ALREADY_THERE;
        }
        if (tags.size() >= MAX_TAGS) {
            return TagOutcome.TOO_MANY;
        }
        jdbc.sql("insert into contact_tag (contact_id, tag, tagged_by) values (:id, :tag, :taggedBy)")
                .param("id", id)
                .param("tag", tag)
                .param("taggedBy", taggedBy)
                .update();
        return TagOutcome.ADDED;
    }

    enum TagOutcome {
        ADDED,
        ALREADY_THERE,
        TOO_MANY,
        NO_SUCH_CONTACT
    }

    private Map<String, Object> withTags(Contact contact) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", contact.id());
        row.put("name", contact.name());
        row.put("company", contact.company());
        row.put("email", contact.email());
        row.put("city", contact.city());
        row.put("tags", new ArrayList<>(tags(contact.id())));
        return row;
    }
}
