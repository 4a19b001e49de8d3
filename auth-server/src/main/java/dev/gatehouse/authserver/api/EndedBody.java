package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.consent.BulkEnding;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What ended.
 *
 * @param complete false where there may be more: do it again
 */
@JsonNaming(SnakeCaseStrategy.class)
record EndedBody(int consentsEnded, int grantsEnded, boolean complete) {

    static EndedBody of(BulkEnding.Ended ended) {
        return new EndedBody(ended.consents(), ended.grants(), ended.complete());
    }
}
