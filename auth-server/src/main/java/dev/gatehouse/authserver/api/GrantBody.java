package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.token.GrantSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A grant.
 *
 * @param person username of who gave it; null where the client acts for itself
 */
@JsonNaming(SnakeCaseStrategy.class)
record GrantBody(
        String id,
        @Nullable String clientName,
        @Nullable String person,
        String resource,
        List<String> scopes,
        boolean live,
        String createdAt,
        @Nullable String lastUsedAt,
        String endsAt,
        @Nullable String endedAt,
        @Nullable String endedBecause) {

    static GrantBody of(GrantSummary grant, Instant now) {
        return new GrantBody(
                grant.id().toString(),
                grant.clientName(),
                grant.username(),
                grant.resource(),
                List.copyOf(grant.scopes()),
                grant.inForce(now),
                grant.createdAt().toString(),
                text(grant.lastUsedAt()),
                grant.endsAt().toString(),
                text(grant.endedAt()),
                grant.endedBecause());
    }

    static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
