package dev.sqlane.sqlite.internal.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;

/**
 * The errors that the JDBC face raises on its own, without asking the engine: use after close, and what SQLite can't do or the
 * engine must not let through.
 *
 * <p>The class 08 of SQLState says that the connection is lost, and pools and translators act on it; so it is kept for
 * that, and a closed statement or result set has states of its own.
 */
final class Refusal {
    private Refusal() {}

    static SQLException closedConnection() {
        return new SQLNonTransientConnectionException("The connection is closed.", "08003");
    }

    static SQLException closedStatement() {
        return new SQLNonTransientException("The statement is closed.", "HY010");
    }

    static SQLException closedResultSet() {
        return new SQLNonTransientException(
                "The result set is closed: by itself or its statement, because its statement ran again, or because the transaction or a savepoint ended.",
                "24000");
    }

    static SQLException forwardOnly() {
        return unsupported("SQLite's cursors only move forward (TYPE_FORWARD_ONLY).");
    }

    static SQLException readOnlyResultSet() {
        return unsupported("A result set of SQLite can't change rows (CONCUR_READ_ONLY); use an UPDATE statement.");
    }

    static SQLFeatureNotSupportedException unsupported(String reason) {
        return new SQLFeatureNotSupportedException(reason, "0A000");
    }

    /** What the caller did can't work. */
    static SQLException misuse(String reason) {
        return new SQLNonTransientException(reason, "HY000");
    }

    static SQLException notWrapped(Object wrapper, Class<?> type) {
        return misuse(wrapper.getClass().getSimpleName() + " does not unwrap to " + type.getName()
                + (type.getName().startsWith("org.sqlite.")
                        ? ": the driver's object would bypass the engine, which must know of every statement and transaction. Register functions and the like by a connection customizer."
                        : "."));
    }
}
