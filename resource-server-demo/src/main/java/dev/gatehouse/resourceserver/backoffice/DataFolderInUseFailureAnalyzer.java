package dev.gatehouse.resourceserver.backoffice;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in words that the database file is locked. */
class DataFolderInUseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    private static final int H2_DATABASE_ALREADY_OPEN = 90020;

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        return cause.getErrorCode() != H2_DATABASE_ALREADY_OPEN
                ? null
                : new FailureAnalysis(
                        "The database in the data folder cannot be opened: another server uses it.",
                        "Stop the other server, or set gatehouse.demo.data to another folder.",
                        cause);
    }
}
