package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.CachedStatement;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Interruption;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.sql.Kind;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of statement have in common: the result of the last execution, timeouts and cancelling, closing.
 *
 * <p><b>Thread-safety.</b> Whatever touches the result runs between {@link #enter} and {@link #leave}, which keep the connection; so
 * calls from several threads, and the end of the session, come one after another. {@link #cancel} alone keeps nothing: it must
 * get through while a call runs.
 *
 * <p><b>On an error</b> the statement has no result, and can be executed again.
 */
abstract class ExecutingStatement extends StatementSettings {
    final SessionSource source;
    final SessionConnection connection;
    private final InterruptGuard guard = new InterruptGuard();

    private @Nullable SessionResultSet results;
    private long updateCount = -1;
    private boolean keysWanted;
    private List<Long> keys = List.of();
    private @Nullable ConstantResultSet keyRows;

    private @Nullable StatementTimer timer;
    private int queryTimeout;
    private boolean closeOnCompletion;

    /** False to true, once; written while the connection is kept, or after it has ended. */
    private volatile boolean closed;

    ExecutingStatement(SessionConnection connection, SessionSource source, boolean keysWanted) {
        this.connection = connection;
        this.source = source;
        this.keysWanted = keysWanted;
    }

    // Keeping the connection -----------------------------------------------------------------------------------------

    final void enter() throws SQLException {
        checkOpen();
        try {
            source.enter();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
        boolean entered = false;
        try {
            // Once more: the call that this one waited for may have closed either.
            checkOpen();
            entered = true;
        } finally {
            if (!entered) {
                leave();
            }
        }
    }

    final void leave() {
        source.leave();
        connection.left();
    }

    final InterruptGuard guard() {
        return guard;
    }

    @Override
    final void checkOpen() throws SQLException {
        connection.checkOpen();
        if (closed) {
            throw Refusal.closedStatement();
        }
    }

    // Running, while the connection is kept --------------------------------------------------------------------------

    /** What is done in one session. */
    @FunctionalInterface
    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    /**
     * Does what belongs to the execution of a text in the session where it is to run. The work may be done twice, if its first run has
     * done nothing but show that it belongs elsewhere.
     *
     * @param query whether rows are expected
     */
    final <T> T inSession(String sql, boolean query, Work<T> work) throws SQLException {
        return connection.request(guard, () -> {
            Session session = source.take(sql, query, queryTimeout, guard);
            try {
                return work.in(session);
            } catch (SQLException e) {
                Session other = source.takeInstead(sql, session, e, queryTimeout, guard);
                if (other == null) {
                    throw e;
                }
                session = other;
                return work.in(session);
            } finally {
                source.done(session);
            }
        });
    }

    /** One native call, or several that belong together. */
    @FunctionalInterface
    private interface Call {
        boolean run() throws SQLException;
    }

    /** Runs a bound statement up to its first row. Returns whether it returns rows. */
    final boolean run(Session session, CachedStatement statement) throws SQLException {
        boolean rows = limited(() -> session.execute(statement, guard));
        source.ran(session, statement.statement());
        return rows;
    }

    /** Moves a cursor of this statement to its next row. */
    final boolean advance(Session session, CachedStatement statement) throws SQLException {
        Call step = () -> limited(() -> session.next(statement, guard));
        if (connection.hasNetworkTimeout()) {
            return connection.request(guard, step::run);
        }
        connection.runs(guard);
        return step.run();
    }

    private boolean limited(Call call) throws SQLException {
        StatementTimer limit = timer;
        if (limit == null) {
            return call.run();
        }
        limit.start();
        try {
            return call.run();
        } finally {
            limit.stop();
        }
    }

    /** Lets go of what the last execution left. A result set of it that is still open is closed. */
    final void clearResult() throws SQLException {
        clearRows();
        if (keysWanted) {
            keys = List.of();
            clearKeyRows();
        }
    }

    private void clearRows() throws SQLException {
        SessionResultSet former = results;
        results = null;
        updateCount = -1;
        if (former != null) {
            former.closeKept();
        }
    }

    private void clearKeyRows() {
        ConstantResultSet former = keyRows;
        keyRows = null;
        if (former != null) {
            former.end();
        }
    }

    /** Says whether the executions to come note the keys that they generate; after {@link #clearResult}. */
    final void wantKeys(boolean wanted) {
        keysWanted = wanted;
    }

    /** Opens the rows of a statement that was just run as this statement's result. */
    final SessionResultSet openResult(Session session, CachedStatement statement, boolean ownsStatement)
            throws SQLException {
        SessionResultSet opened =
                new SessionResultSet(source, session, this, statement, ownsStatement, getLargeMaxRows());
        results = opened;
        return opened;
    }

    final void setUpdateCount(long count) {
        updateCount = count;
    }

    /** Returns how many rows the execution changed, after noting the key that it generated. */
    final long changesOf(Session session, CachedStatement statement) throws SQLException {
        long changes = session.changes(statement);
        if (keysWanted && changes > 0 && statement.statement().kindAfterWith() == Kind.INSERT) {
            // Now, before anything else on this connection inserts.
            long rowid = source.lastInsertRowid(session);
            if (keys.isEmpty()) {
                keys = new ArrayList<>(1);
            }
            keys.add(rowid);
        }
        return changes;
    }

    /** Returns the result set that is open now, or null. */
    final @Nullable SessionResultSet openResult() {
        return results;
    }

    /** One entry of a batch. */
    @FunctionalInterface
    interface BatchEntry<T> {
        long run(T entry) throws SQLException;
    }

    /** Runs the entries one by one. In auto-commit mode each is a transaction of its own, as with the driver. */
    final <T> long[] runBatch(List<T> batch, BatchEntry<T> entry) throws SQLException {
        clearResult();
        long[] counts = new long[batch.size()];
        for (int i = 0; i < counts.length; i++) {
            try {
                counts[i] = entry.run(batch.get(i));
            } catch (SQLException e) {
                SQLException translated = ErrorTranslation.ofLibrary(e);
                throw new BatchUpdateException(
                        "Entry " + i + " of the batch failed, and those after it were not run: "
                                + translated.getMessage(),
                        translated.getSQLState(),
                        translated.getErrorCode(),
                        Arrays.copyOf(counts, i),
                        translated);
            }
        }
        return counts;
    }

    static int[] toInts(long[] counts) {
        int[] ints = new int[counts.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = toInt(counts[i]);
        }
        return ints;
    }

    @Override
    public final int[] executeBatch() throws SQLException {
        return toInts(executeLargeBatch());
    }

    // Results --------------------------------------------------------------------------------------------------------

    @Override
    public final @Nullable ResultSet getResultSet() throws SQLException {
        checkOpen();
        return results;
    }

    @Override
    public final int getUpdateCount() throws SQLException {
        return toInt(getLargeUpdateCount());
    }

    @Override
    public final long getLargeUpdateCount() throws SQLException {
        checkOpen();
        return updateCount;
    }

    @Override
    public final boolean getMoreResults() throws SQLException {
        return getMoreResults(CLOSE_CURRENT_RESULT);
    }

    @Override
    public final boolean getMoreResults(int current) throws SQLException {
        if (current != CLOSE_CURRENT_RESULT) {
            throw Refusal.unsupported("A statement has one result at a time; use CLOSE_CURRENT_RESULT.");
        }
        enter();
        try {
            clearRows();
            return false;
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    @Override
    public final ResultSet getGeneratedKeys() throws SQLException {
        enter();
        try {
            clearKeyRows();
            ConstantResultSet opened = new ConstantResultSet(connection, this, ConstantRows.keys(keys));
            keyRows = opened;
            return opened;
        } finally {
            leave();
        }
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public final void close() throws SQLException {
        if (closed) {
            return;
        }
        if (!source.enterIfOpen()) {
            // Everything was given back when the connection ended.
            closed = true;
            return;
        }
        try {
            if (!closed) {
                closed = true;
                try {
                    clearResult();
                } finally {
                    releaseStatements();
                }
            }
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            source.leave();
        }
    }

    /** Gives back the compiled statements that this one holds. */
    abstract void releaseStatements();

    @Override
    public final boolean isClosed() {
        return closed || connection.isClosed();
    }

    @Override
    public final void closeOnCompletion() throws SQLException {
        checkOpen();
        closeOnCompletion = true;
    }

    @Override
    public final boolean isCloseOnCompletion() throws SQLException {
        checkOpen();
        return closeOnCompletion;
    }

    /** Called by a result set that its user has closed. */
    final void resultSetClosed() throws SQLException {
        if (closeOnCompletion) {
            close();
        }
    }

    // Cancelling and timeouts ----------------------------------------------------------------------------------------

    /**
     * Ends the call that runs now, whether it computes or waits: for a connection, in the write queue, or for another process's lock. Does nothing
     * if none runs or this is closed.
     */
    @Override
    public final void cancel() {
        guard.interrupt(Interruption.CANCELLED);
        if (guard.isInterrupted()) {
            // The native call may not have begun yet, and then the interrupt is lost on it.
            StatementTimer.repeatUntilEnded(guard);
        }
    }

    @Override
    public final void setQueryTimeout(int seconds) throws SQLException {
        checkOpen();
        if (seconds < 0) {
            throw Refusal.misuse("The query timeout " + seconds + " is negative; 0 is for none.");
        }
        queryTimeout = seconds;
        timer = seconds == 0 ? null : StatementTimer.ofQuery(guard, seconds);
    }

    @Override
    public final int getQueryTimeout() throws SQLException {
        checkOpen();
        return queryTimeout;
    }

    @Override
    public final Connection getConnection() throws SQLException {
        checkOpen();
        return connection;
    }
}
