package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Interruption;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC connection over the sessions of a {@link SessionSource}: one that a pool lent out, which goes back when it is closed, that of a unit,
 * which ends with the unit and whose {@code close} does nothing, or one of the drop-in.
 *
 * <p><b>Ownership.</b> Statements and result sets hold compiled statements of a session, which takes them all back when it ends;
 * so this connection keeps no list of them, and they find out from the source and the session that they are closed. They refer to this
 * connection, so that it can't be taken for lost while one of them is in use.
 *
 * <p><b>Requests.</b> A call that runs a statement, or waits for what one needs, is one request of a guard: the statement's, or the
 * source's where there is no statement. {@link #abort} and the network timeout end the request that is under way, in whatever wait or native call it is;
 * its own thread then lets go of all that it had taken, on the ordinary path of an error. COMMIT and ROLLBACK are no requests: they wait for no
 * lock, and one that was cut off would leave open what has become of the transaction.
 *
 * <p><b>Thread-safety.</b> The source serialises all use, as JDBC wants it. {@link Statement#cancel}, {@link #abort},
 * {@link #setNetworkTimeout} and {@link #isClosed} don't wait for a call that runs.
 */
public final class SessionConnection extends ConnectionWithoutServer {
    /** Takes the connection back to where it came from, after ending its session. */
    @FunctionalInterface
    public interface Returner {
        void giveBack() throws SQLException;

        /** Says that another thread than the borrower's is going to give it back. Called by any thread, at any time. */
        default void abandon() {}
    }

    private final SessionSource source;

    /** False to true: by {@code close}, {@code abort} or the network timeout. */
    private volatile boolean closed;

    /** The guard of the request that began last, for {@link #abort}. Null until the first one. Written while the source is kept. */
    private volatile @Nullable InterruptGuard latest;

    /** In milliseconds, 0 for none. Written by any thread, as a whole and without waiting for a call that runs: a request goes by what it finds when it begins. */
    private volatile int networkTimeout;

    /** False to true by the call that took too long, while it keeps the source; to false by the first thread that leaves, which ends this connection. */
    private volatile boolean expired;

    /** Open ones, outermost first. Immutable; the field is guarded by the source. */
    private List<SessionSavepoint> savepoints = List.of();

    private @Nullable DatabaseMetaData metaData;

    public SessionConnection(SessionSource source) {
        this.source = source;
    }

    @Override
    void checkOpen() throws SQLException {
        if (closed) {
            throw Refusal.closedConnection();
        }
        if (source.isEnded()) {
            enter();
            leave();
        }
    }

    private void enter() throws SQLException {
        if (closed) {
            throw Refusal.closedConnection();
        }
        try {
            source.enter();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
        if (closed) {
            // By the call that this one waited for, or meanwhile.
            leave();
            throw Refusal.closedConnection();
        }
    }

    private void leave() {
        source.leave();
        left();
    }

    // Requests -------------------------------------------------------------------------------------------------------

    /** Notes whose call runs now. */
    void runs(InterruptGuard guard) {
        if (latest != guard) {
            latest = guard;
        }
    }

    /** One call of the user's. */
    @FunctionalInterface
    interface Request<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** Runs a call under the network timeout. The caller keeps the source, and calls {@link #left} when it has left it. */
    <T extends @Nullable Object> T request(InterruptGuard guard, Request<T> request) throws SQLException {
        if (guard.isOpen()) {
            // An entry of a batch, which is one request.
            return request.run();
        }
        runs(guard);
        int limit = networkTimeout;
        StatementTimer timer = limit == 0 ? null : StatementTimer.ofNetwork(guard, limit);
        guard.open();
        try {
            if (timer != null) {
                timer.start();
            }
            return request.run();
        } finally {
            if (timer != null) {
                timer.stop();
            }
            Interruption ended = guard.close();
            if (ended != null && ended.kind() == Interruption.Kind.NETWORK_TIMEOUT && !closed) {
                closed = true;
                expired = true;
            }
        }
    }

    boolean hasNetworkTimeout() {
        return networkTimeout != 0;
    }

    /**
     * Ends this connection if the call that has just left the source has run into the network timeout. Here and not on the executor that JDBC has for it:
     * when the exception reaches the caller all has been given back, and the same thread can take another connection.
     */
    void left() {
        if (expired) {
            expired = false;
            end();
        }
    }

    private void end() {
        try {
            source.end();
        } catch (SQLException e) {
            throw new IllegalStateException("The connection could not be given back.", e);
        }
    }

    /**
     * Limits how long a call of this connection's may take: executing a statement, with all its waits for a connection, its turn and a lock, moving to
     * the next row, compiling, setting a savepoint. A call that takes longer is interrupted and throws an
     * {@link java.sql.SQLTimeoutException} with the SQLState 08006. This connection is then closed, its transaction rolled back, and what it holds given
     * back; nothing of a statement in auto-commit is left. COMMIT, ROLLBACK and {@link #close} are not
     * limited: they wait for no lock.
     *
     * @param executor must not be null, as JDBC has it; it is not used, since the thread whose call took too long does what is to be done
     * @param milliseconds 0 for no limit, which is the default
     * @throws SQLException if the connection is closed, {@code executor} is null or {@code milliseconds} negative; or if the connection belongs
     *     to a unit, which ends it, and there is to be a limit
     */
    @Override
    public void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
        checkOpen();
        if (executor == null) {
            throw Refusal.misuse("setNetworkTimeout was given no executor.");
        }
        if (milliseconds < 0) {
            throw Refusal.misuse("The network timeout " + milliseconds + " ms is negative; 0 is for none.");
        }
        if (milliseconds > 0 && source.isOfUnit()) {
            throw Refusal.unsupported(
                    "This connection belongs to a unit, which ends it, so a network timeout can't close it; use Statement.setQueryTimeout, or a timeout of the task.");
        }
        networkTimeout = milliseconds;
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        checkOpen();
        return networkTimeout;
    }

    // Statements -----------------------------------------------------------------------------------------------------

    @Override
    public Statement createStatement() throws SQLException {
        checkOpen();
        return new SessionStatement(this, source);
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return createStatement(type, concurrency, ResultSet.CLOSE_CURSORS_AT_COMMIT);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        checkCursor(type, concurrency, holdability);
        return createStatement();
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return prepare(sql, false);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        return prepare(sql, keysWanted(autoGeneratedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int @Nullable [] columns) throws SQLException {
        return prepare(sql, keysWanted(columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String @Nullable [] columns) throws SQLException {
        return prepare(sql, keysWanted(columns));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return prepareStatement(sql, type, concurrency, ResultSet.CLOSE_CURSORS_AT_COMMIT);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkCursor(type, concurrency, holdability);
        return prepare(sql, false);
    }

    private PreparedStatement prepare(String sql, boolean keysWanted) throws SQLException {
        enter();
        try {
            return new SessionPreparedStatement(this, source, sql, keysWanted);
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    private static void checkCursor(int type, int concurrency, int holdability) throws SQLException {
        if (type != ResultSet.TYPE_FORWARD_ONLY) {
            throw Refusal.forwardOnly();
        }
        if (concurrency != ResultSet.CONCUR_READ_ONLY) {
            throw Refusal.readOnlyResultSet();
        }
        checkHoldability(holdability);
    }

    static boolean keysWanted(int autoGeneratedKeys) throws SQLException {
        return switch (autoGeneratedKeys) {
            case Statement.RETURN_GENERATED_KEYS -> true;
            case Statement.NO_GENERATED_KEYS -> false;
            default ->
                throw Refusal.misuse(autoGeneratedKeys + " is neither RETURN_GENERATED_KEYS nor NO_GENERATED_KEYS.");
        };
    }

    /** The rowid is the only key that SQLite tells afterwards, whatever the columns are called. */
    static boolean keysWanted(int @Nullable [] columns) {
        return columns != null && columns.length > 0;
    }

    static boolean keysWanted(String @Nullable [] columns) {
        return columns != null && columns.length > 0;
    }

    // Transactions ---------------------------------------------------------------------------------------------------

    /** What the session does to the transaction. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private void step(Step step) throws SQLException {
        enter();
        try {
            step.run();
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        } finally {
            leave();
        }
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        step(() -> {
            source.setAutoCommit(autoCommit);
            if (autoCommit) {
                savepoints = List.of();
            }
        });
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        checkOpen();
        return source.isAutoCommit();
    }

    @Override
    public void commit() throws SQLException {
        step(() -> {
            source.commit();
            savepoints = List.of();
        });
    }

    @Override
    public void rollback() throws SQLException {
        step(() -> {
            source.rollback();
            savepoints = List.of();
        });
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return savepoint(new SessionSavepoint(null));
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return savepoint(new SessionSavepoint(Objects.requireNonNull(name, "name")));
    }

    private Savepoint savepoint(SessionSavepoint savepoint) throws SQLException {
        step(() -> {
            request(source.guard(), () -> {
                source.savepoint(savepoint.sqlName());
                return true;
            });
            List<SessionSavepoint> more = new ArrayList<>(savepoints);
            more.add(savepoint);
            savepoints = more;
        });
        return savepoint;
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        step(() -> {
            int index = indexOf(savepoint);
            source.rollbackTo(savepoints.get(index).sqlName());
            // SQLite forgets the inner ones and keeps this one.
            savepoints = List.copyOf(savepoints.subList(0, index + 1));
        });
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        step(() -> {
            int index = indexOf(savepoint);
            source.releaseSavepoint(savepoints.get(index).sqlName());
            savepoints = List.copyOf(savepoints.subList(0, index));
        });
    }

    private int indexOf(Savepoint savepoint) throws SQLException {
        for (int i = savepoints.size() - 1; i >= 0; i--) {
            if (savepoints.get(i) == savepoint) {
                return i;
            }
        }
        throw Refusal.misuse(
                "The savepoint is not valid any more: it was released, or undone with one around it or with its transaction, or belongs to another connection.");
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        checkOpen();
        return source.isReadOnly();
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        step(() -> source.setReadOnly(readOnly));
    }

    // The end --------------------------------------------------------------------------------------------------------

    /** Gives the connection back, once. The connection of a unit stays open: the unit has more use for it. */
    @Override
    public void close() throws SQLException {
        if (!source.isOfUnit() && !closed) {
            closed = true;
            try {
                source.end();
            } catch (SQLException e) {
                throw ErrorTranslation.ofLibrary(e);
            }
        }
    }

    @Override
    public boolean isClosed() {
        return closed || source.isEnded();
    }

    /**
     * Interrupts what runs or waits, and gives back what the connection holds, on a thread of {@code executor}, since it may take until the
     * interrupted call has ended. An open transaction is rolled back. Where the executor refuses to, that is done here.
     */
    @Override
    public void abort(@Nullable Executor executor) throws SQLException {
        if (executor == null) {
            throw Refusal.misuse("abort was given no executor.");
        }
        if (source.isOfUnit()) {
            throw Refusal.unsupported(
                    "This connection belongs to a unit, which ends it; cancel the statement that runs, or throw from the unit.");
        }
        // Before anybody can see that it is closed, and take another connection on the thread that had this one.
        source.abandon();
        if (closed) {
            return;
        }
        closed = true;
        // At once, so that a call that waits now does not go on to run its statement before the executor gets to it.
        interruptLatest();
        try {
            executor.execute(this::endAborted);
        } catch (RejectedExecutionException e) {
            // Nobody else would give back what it holds: it is closed already.
            endAborted();
        }
    }

    private void endAborted() {
        // More than once: the call that is to end may be just about to begin.
        Future<?> interrupts = StatementTimer.repeat(this::interruptLatest);
        try {
            if (!isLeftToACommit()) {
                end();
            }
        } finally {
            interrupts.cancel(false);
        }
    }

    /** Where a call waits for a COMMIT that others take part in, it ends this connection when it returns: those others may be next to be aborted, by this thread. */
    private boolean isLeftToACommit() {
        if (!source.isCommitting()) {
            return false;
        }
        expired = true;
        if (source.enterWithoutWaiting()) {
            // It has just returned, and may not have seen that.
            leave();
        }
        return true;
    }

    /** Harmless after the end, since the guards let nothing through but a call of this connection. */
    private void interruptLatest() {
        InterruptGuard guard = latest;
        if (guard != null) {
            guard.interrupt(Interruption.ABORTED);
        }
        // What is asked besides, such as metadata, is no request.
        source.interruptAside(Interruption.ABORTED);
    }

    /** Begins no transaction, whatever the mode. */
    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw Refusal.misuse("The timeout " + timeout + " is negative.");
        }
        if (isClosed()) {
            return false;
        }
        if (!source.enterWithoutWaiting()) {
            // A call of another thread runs on it. Whoever waited for that would learn no more.
            return source.isOpen();
        }
        try {
            return isValidWithin(timeout);
        } catch (SQLException e) {
            return false;
        } finally {
            leave();
        }
    }

    private boolean isValidWithin(int timeout) throws SQLException {
        InterruptGuard guard = source.guard();
        if (timeout == 0) {
            return request(guard, source::isValid);
        }
        StatementTimer limit = StatementTimer.ofQuery(guard, timeout);
        return request(guard, () -> {
            limit.start();
            try {
                return source.isValid();
            } finally {
                limit.stop();
            }
        });
    }

    // About it -------------------------------------------------------------------------------------------------------

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        checkOpen();
        DatabaseMetaData known = metaData;
        if (known == null) {
            known = DescribedDatabase.of(this, source);
            metaData = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
