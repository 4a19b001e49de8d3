package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing to create, to change or to remove.
 *
 * @param described what is wanted; null if it is to be removed
 * @param etag of the reading that was compared; empty if there is nothing
 * @param sendsSecret whether the secret is set, which no comparison shows
 */
record Change(
        Action action,
        Kind kind,
        String id,
        List<Difference> differences,
        @Nullable Described described,
        String etag,
        boolean sendsSecret) {

    enum Action {
        CREATE("+"),
        UPDATE("~"),
        DELETE("-");

        private final String sign;

        Action(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    static Change creation(Described described) {
        Kind kind = described.kind();
        var nothing = kind.fields().canonical(Json.MAPPER.createObjectNode());
        return new Change(
                Action.CREATE,
                kind,
                described.id(),
                Difference.between(kind.fields(), nothing, described.wanted()),
                described,
                "",
                described.secret() != null);
    }

    /** @param setsSecret whether that is asked for; it is needed too where the client had another way to authenticate */
    static Change update(Described described, List<Difference> differences, String etag, boolean setsSecret) {
        boolean another = differences.stream().anyMatch(one -> one.path().equals("auth_method"));
        return new Change(
                Action.UPDATE,
                described.kind(),
                described.id(),
                differences,
                described,
                etag,
                described.secret() != null && (setsSecret || another));
    }

    static Change removal(Kind kind, String id, String etag) {
        return new Change(Action.DELETE, kind, id, List.of(), null, etag, false);
    }

    /** For a person: {@code Server https://mcp.example.com}. */
    String words() {
        return id.isEmpty() ? kind.word() : kind.word() + " " + id;
    }
}
