package dev.gatehouse.resourceserver.backoffice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Buckets and the files in them. A file is never replaced. */
@Repository
class Buckets {

    static final int MAX_OBJECTS = 1_000;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    Buckets(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    List<String> names() {
        return jdbc.sql("select name from bucket order by name")
                .query(String.class)
                .list();
    }

    /** The files of a bucket, the newest first. */
    List<Map<String, Object>> list(String bucket, long limit) {
        return jdbc.sql("""
                        select name, content_type, size_bytes, created_at, created_by from stored_object
                        where bucket = :bucket order by created_at desc, name fetch first :limit rows only
                        """)
                .param("bucket", bucket)
                .param("limit", limit)
                .query((row, number) -> present(row))
                .list();
    }

    /** Stores a file unless there is one of that name, or the bucket is full. */
    @Transactional
    StoreOutcome store(String bucket, String name, String contentType, byte[] content, String createdBy) {
        if (count(bucket) >= MAX_OBJECTS) {
            return StoreOutcome.FULL;
        }
        try {
            jdbc.sql("""
                            insert into stored_object (bucket, name, content_type, size_bytes, content, created_at, created_by)
                            values (:bucket, :name, :contentType, :size, :content, :createdAt, :createdBy)
                            """)
                    .param("bucket", bucket)
                    .param("name", name)
                    .param("contentType", contentType)
                    .param("size", content.length)
                    .param("content", content)
                    .param("createdAt", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .param("createdBy", createdBy)
                    .update();
            return StoreOutcome.STORED;
        } catch (DuplicateKeyException e) {
            return StoreOutcome.NAME_TAKEN;
        }
    }

    enum StoreOutcome {
        STORED,
        NAME_TAKEN,
        FULL
    }

    private long count(String bucket) {
        return jdbc.sql("select count(*) from stored_object where bucket = :bucket")
                .param("bucket", bucket)
                .query(Long.class)
                .single();
    }

    private static Map<String, Object> present(ResultSet row) throws SQLException {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", row.getString("name"));
        file.put("content_type", row.getString("content_type"));
        file.put("size_bytes", row.getInt("size_bytes"));
        file.put(
                "created_at",
                row.getObject("created_at", OffsetDateTime.class).toInstant().toString());
        file.put("created_by", row.getString("created_by"));
        return file;
    }
}
