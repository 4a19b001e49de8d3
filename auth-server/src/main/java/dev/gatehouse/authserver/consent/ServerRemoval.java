package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.resource.ResourceServers;
import dev.gatehouse.authserver.token.GrantFilter;
import java.util.Optional;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes an MCP server away and ends all that was granted for it, both or neither. */
@Component
@Lazy
public class ServerRemoval {

    private final ResourceServers servers;

    private final BulkEnding ending;

    private final TransactionTemplate transaction;

    ServerRemoval(ResourceServers servers, BulkEnding ending, PlatformTransactionManager transactions) {
        this.servers = servers;
        this.ending = ending;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What came of it.
     *
     * @param ended what ended with it; empty where the server stayed. Where that is not all there is, nothing has changed.
     */
    public record Removed(ResourceServers.Outcome outcome, Optional<BulkEnding.Ended> ended) {

        /** Whether more was granted for it than can be ended at once. */
        public boolean tooMany() {
            return ended.filter(all -> !all.complete()).isPresent();
        }
    }

    /**
     * Removes it.
     *
     * @param version of what its author saw
     * @param by who does, as the record has it
     */
    @SuppressWarnings("NullAway") // the work is never null
    public Removed remove(String uri, int version, String by) {
        return transaction.execute(status -> {
            ResourceServers.Outcome outcome = servers.remove(uri, version, by);
            if (outcome != ResourceServers.Outcome.DONE) {
                return new Removed(outcome, Optional.empty());
            }
            BulkEnding.Ended ended = ending.end(
                    new GrantFilter(null, null, uri),
                    AuditEvent.done("grants.ended").by(by).resource(uri).with("reason", "server_removed"));
            if (!ended.complete()) {
                status.setRollbackOnly();
            }
            return new Removed(outcome, Optional.of(ended));
        });
    }
}
