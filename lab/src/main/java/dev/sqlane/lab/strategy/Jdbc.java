package dev.sqlane.lab.strategy;

import dev.sqlane.lab.strategy.Session.Work;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Units of work on a {@link DataSource}, as textbooks and Spring's transaction manager run them. */
final class Jdbc {
    private Jdbc() {}

    /** One statement in auto-commit. */
    static <T extends @Nullable Object> T autoCommit(DataSource source, Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return work.run(new JdbcStatements(connection));
        }
    }

    /**
     * A transaction between {@code setAutoCommit(false)} and {@code commit} or {@code rollback}. The pool puts the connection back
     * into auto-commit when it is closed.
     */
    static <T extends @Nullable Object> T transaction(DataSource source, Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new JdbcStatements(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failure) {
                try {
                    connection.rollback();
                } catch (SQLException rollbackFailure) {
                    failure.addSuppressed(rollbackFailure);
                }
                throw failure;
            }
        }
    }
}
