package dev.gatehouse.authserver.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Looks for one row. On PostgreSQL those who ask at the same time are answered by one statement, which is begun after all of
 * them have asked, so nobody is told what was true before. At rest each is alone.
 */
public final class LookUp<T> {

    private final JdbcTemplate jdbc;

    private final String query;

    private final RowMapper<T> mapper;

    private final boolean postgresql;

    private final SharedTurn<Question<T>> turn = new SharedTurn<>(this::answer);

    private volatile @Nullable RowsAtOnce prepared;

    LookUp(JdbcTemplate jdbc, String query, RowMapper<T> mapper, boolean postgresql) {
        this.jdbc = jdbc;
        this.query = query;
        this.mapper = mapper;
        this.postgresql = postgresql;
    }

    private static final class Question<T> {

        private final @Nullable Object[] parameters;

        /** Written before its turn ends and read after. */
        private @Nullable T answer;

        Question(@Nullable Object[] parameters) {
            this.parameters = parameters;
        }
    }

    /** The row, if there is one, as the transaction under way sees it where there is one. */
    public Optional<T> find(@Nullable Object... parameters) {
        if (!postgresql || TransactionSynchronizationManager.isActualTransactionActive()) {
            return alone(parameters);
        }
        Question<T> question = new Question<>(parameters);
        try {
            turn.run(question);
        } catch (Contradicted together) {
            return alone(parameters);
        }
        return Optional.ofNullable(question.answer);
    }

    private Optional<T> alone(@Nullable Object... parameters) {
        return Optional.ofNullable(DataAccessUtils.singleResult(jdbc.query(query, mapper, parameters)));
    }

    private void answer(List<Question<T>> questions) {
        try {
            if (questions.size() == 1) {
                Question<T> only = questions.getFirst();
                only.answer = alone(only.parameters).orElse(null);
            } else {
                jdbc.execute((ConnectionCallback<Boolean>) connection -> answer(questions, connection));
            }
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            // A row that cannot be read is the matter of whoever asked for it.
            throw new Contradicted();
        }
    }

    private boolean answer(List<Question<T>> questions, Connection connection) throws SQLException {
        RowsAtOnce rows = prepared(connection);
        try (PreparedStatement statement = connection.prepareStatement(rows.sql())) {
            rows.set(statement, 1, questions.stream().map(one -> one.parameters).toList());
            ResultSet found = statement.executeQuery();
            while (found.next()) {
                Question<T> question = questions.get(found.getInt("nth") - 1);
                if (question.answer != null) {
                    throw new Contradicted();
                }
                question.answer = mapper.mapRow(found, 0);
            }
            return true;
        }
    }

    private RowsAtOnce prepared(Connection connection) throws SQLException {
        RowsAtOnce known = prepared;
        if (known == null) {
            known = RowsAtOnce.found(query, connection);
            prepared = known;
        }
        return known;
    }
}
