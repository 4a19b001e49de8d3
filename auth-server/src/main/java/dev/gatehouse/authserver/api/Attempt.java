package dev.gatehouse.authserver.api;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Does a change in one transaction; a dry run does the very same, and takes it back. */
@Component
class Attempt {

    private final TransactionTemplate transaction;

    Attempt(PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param dryRun the parameter {@code dry_run}: {@code true}, or not there */
    @SuppressWarnings("NullAway") // the work's own word on null holds
    <T> T make(String dryRun, Supplier<T> work) {
        boolean dry = dry(dryRun);
        return transaction.execute(status -> {
            T result = work.get();
            if (dry) {
                status.setRollbackOnly();
            }
            return result;
        });
    }

    static boolean dry(String dryRun) {
        return switch (dryRun) {
            case "true" -> true;
            case "", "false" -> false;
            default -> throw Faults.parameter("dry_run", "must be true or false");
        };
    }
}
