package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL texts, with one or several statements each. All of a text's statements run, in order; the driver's {@code execute} runs only the
 * first and says nothing. They are checked before the first one runs, so that a refused one leaves nothing
 * half done.
 *
 * <p>It holds a compiled statement only while its result set is open, which gives it back.
 */
final class SessionStatement extends ExecutingStatement {
    private @Nullable List<String> batch;

    SessionStatement(SessionConnection connection, SessionSource source) {
        super(connection, source, false);
    }

    // Execution ------------------------------------------------------------------------------------------------------

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        enter();
        try {
            clearResult();
            return inSession(sql, true, session -> query(session, sql));
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private ResultSet query(Session session, String sql) throws SQLException {
        List<SqlStatement> statements = session.permitted(sql);
        if (statements.size() != 1) {
            throw Refusal.misuse("executeQuery takes one statement, and the text holds " + statements.size()
                    + "; use execute for several.");
        }
        CachedStatement prepared = prepare(session, statements.get(0));
        boolean opened = false;
        try {
            if (!prepared.returnsRows()) {
                throw Refusal.misuse(
                        "The statement returns no rows, and was not run; use executeUpdate or execute for it.");
            }
            run(session, prepared);
            SessionResultSet rows = openResult(session, prepared, true);
            opened = true;
            return rows;
        } finally {
            if (!opened) {
                session.release(prepared);
            }
        }
    }

    /** Checks a statement out; one whose text is made for this execution alone is not kept afterwards. */
    private CachedStatement prepare(Session session, SqlStatement statement) throws SQLException {
        String text = source.text(session, statement.text());
        CachedStatement prepared = session.prepare(text, guard());
        if (!text.equals(statement.text())) {
            prepared.useOnlyOnce();
        }
        return prepared;
    }

    /**
     * Runs all statements. The result is that of the first one that returns rows, or else the number of rows that all of them
     * changed.
     */
    @Override
    public boolean execute(String sql) throws SQLException {
        return execute(sql, false);
    }

    private boolean execute(String sql, boolean keysWanted) throws SQLException {
        enter();
        try {
            clearResult();
            wantKeys(keysWanted);
            long changes = inSession(sql, true, session -> runAll(session, sql));
            if (openResult() != null) {
                return true;
            }
            setUpdateCount(changes);
            return false;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private long runAll(Session session, String sql) throws SQLException {
        long changes = 0;
        boolean completed = false;
        try {
            for (SqlStatement statement : session.permitted(sql)) {
                CachedStatement prepared = prepare(session, statement);
                boolean opened = false;
                try {
                    if (!run(session, prepared)) {
                        changes += changesOf(session, prepared);
                    } else if (openResult() == null) {
                        openResult(session, prepared, true);
                        opened = true;
                    }
                } finally {
                    if (!opened) {
                        session.release(prepared);
                    }
                }
            }
            completed = true;
            return changes;
        } finally {
            if (!completed) {
                clearResult();
            }
        }
    }

    /** Runs all statements; rows that one of them returns are not read, as with the driver. */
    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return executeLargeUpdate(sql, false);
    }

    private long executeLargeUpdate(String sql, boolean keysWanted) throws SQLException {
        enter();
        try {
            clearResult();
            wantKeys(keysWanted);
            long changes = update(sql);
            setUpdateCount(changes);
            return changes;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    /** Each text of a batch is looked at by itself: one may need a transaction that the one before it did not. */
    private long update(String sql) throws SQLException {
        return inSession(sql, false, session -> update(session, sql));
    }

    private long update(Session session, String sql) throws SQLException {
        long changes = 0;
        for (SqlStatement statement : session.permitted(sql)) {
            CachedStatement prepared = prepare(session, statement);
            try {
                changes += prepared.returnsRows()
                        ? updateWithRows(session, prepared)
                        : updateWithoutRows(session, prepared);
            } finally {
                session.release(prepared);
            }
        }
        return changes;
    }

    private long updateWithoutRows(Session session, CachedStatement prepared) throws SQLException {
        run(session, prepared);
        return changesOf(session, prepared);
    }

    /** {@code INSERT … RETURNING} and the like: all rows are changed before the first is returned, and counted at the end. */
    private long updateWithRows(Session session, CachedStatement prepared) throws SQLException {
        long before = session.connection().totalChanges();
        run(session, prepared);
        session.closeCursor(prepared);
        return session.connection().totalChanges() - before;
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return toInt(executeLargeUpdate(sql));
    }

    // With generated keys --------------------------------------------------------------------------------------------

    @Override
    public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        return execute(sql, SessionConnection.keysWanted(autoGeneratedKeys));
    }

    @Override
    public boolean execute(String sql, int[] columns) throws SQLException {
        return execute(sql, SessionConnection.keysWanted(columns));
    }

    @Override
    public boolean execute(String sql, String[] columns) throws SQLException {
        return execute(sql, SessionConnection.keysWanted(columns));
    }

    @Override
    public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return executeLargeUpdate(sql, SessionConnection.keysWanted(autoGeneratedKeys));
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
        return executeLargeUpdate(sql, SessionConnection.keysWanted(columns));
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
        return executeLargeUpdate(sql, SessionConnection.keysWanted(columns));
    }

    @Override
    public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return toInt(executeLargeUpdate(sql, autoGeneratedKeys));
    }

    @Override
    public int executeUpdate(String sql, int[] columns) throws SQLException {
        return toInt(executeLargeUpdate(sql, columns));
    }

    @Override
    public int executeUpdate(String sql, String[] columns) throws SQLException {
        return toInt(executeLargeUpdate(sql, columns));
    }

    // Batches --------------------------------------------------------------------------------------------------------

    @Override
    public void addBatch(String sql) throws SQLException {
        checkOpen();
        List<String> entries = batch;
        if (entries == null) {
            entries = new ArrayList<>();
            batch = entries;
        }
        entries.add(sql);
    }

    @Override
    public void clearBatch() throws SQLException {
        checkOpen();
        batch = null;
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        enter();
        try {
            List<String> entries = batch;
            batch = null;
            return entries == null
                    ? new long[0]
                    // Kept for the whole batch, which would queue anew for each entry otherwise.
                    : inSession(entries.get(0), false, kept -> runBatch(entries, this::update));
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    @Override
    void releaseStatements() {
        // Its result set had the only one.
    }
}
