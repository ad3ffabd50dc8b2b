package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.GroupCollapsedException;
import dev.sqlane.MisuseException;
import dev.sqlane.OutcomeUnknownException;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one borrower does with a physical connection, from borrow to return: every statement of the short-hands and of JDBC
 * passes through here. It decides which of the statements that {@link StatementRules} lets the borrower run may wait for a lock, and
 * what an error did to the transaction.
 *
 * <p><b>Which statements wait.</b> Outside a transaction a statement that met a lock has done nothing, so it is tried again
 * under the deadline; in a read transaction only the statement that takes the snapshot can meet one, so the same holds. Inside a write
 * transaction a busy answer is the caller's to see.
 *
 * <p><b>Thread-safety.</b> {@link #lock} serialises all use; it is reentrant, so that a row mapper may query. {@link #end} and
 * {@link #revoke} make every later call fail with a {@link ClosedException}.
 */
public final class Session {
    /** What kind of borrower it is. */
    public enum Mode {
        /** The unit of a {@code read}: the engine has begun and will end the transaction. */
        READ_UNIT(true),
        /** The unit of a {@code write}. */
        WRITE_UNIT(true),
        /** A JDBC connection of the read pool. */
        READ_JDBC(false),
        /** A JDBC connection of the write pool. */
        WRITE_JDBC(false),
        /** {@code maintain}: anything goes, and the connection is thrown away afterwards. */
        MAINTENANCE(false);

        private final boolean unit;

        Mode(boolean unit) {
            this.unit = unit;
        }

        /** Tells whether the engine owns the transaction. */
        public boolean isUnit() {
            return unit;
        }

        public boolean isReadOnly() {
            return this == READ_UNIT || this == READ_JDBC;
        }
    }

    /** Begins a transaction for a JDBC connection in manual mode, waiting as it must, and hears how it ends. */
    @FunctionalInterface
    public interface Beginner {
        void begin(Session session, Deadline deadline, @Nullable InterruptGuard guard) throws SQLException;

        /** A JDBC connection of the write pool has ended a transaction, or a statement that writes has committed by itself. */
        default void ended(boolean committed) {}
    }

    private final PhysicalConnection connection;
    private final Mode mode;
    private final Task task;
    private final BusyWait busyWait;
    private final Supplier<Deadline> deadlines;
    private final Beginner beginner;
    private final ReentrantLock lock;

    /** Only in the JDBC modes; guarded by {@link #lock}. */
    private boolean autoCommit = true;

    /** Whether a nested read runs now, in which a write unit may not write; guarded by {@link #lock}. */
    private boolean readOnlyNow;

    /** Why the last guarded call was interrupted though it succeeded; null if it was not. Guarded by {@link #lock}. */
    private @Nullable Interruption interruptedLate;

    /** Null to a failure, by {@link #end}, for whoever called that. */
    private @Nullable SQLException lateFailure;

    /** Null to a reason, once. Written under {@link #lock} by {@link #end}, at any time by {@link #revoke}. */
    private volatile @Nullable String closedBecause;

    public Session(
            PhysicalConnection connection,
            Mode mode,
            Task task,
            BusyWait busyWait,
            Supplier<Deadline> deadlines,
            Beginner beginner) {
        this.connection = connection;
        this.lock = connection.useLock();
        this.mode = mode;
        this.task = task;
        this.busyWait = busyWait;
        this.deadlines = deadlines;
        this.beginner = beginner;
    }

    public Mode mode() {
        return mode;
    }

    public Task task() {
        return task;
    }

    public PhysicalConnection connection() {
        return connection;
    }

    public boolean isClosed() {
        return closedBecause != null;
    }

    /** Who comes late is refused without waiting for whoever uses the connection now. */
    private void keep() throws SQLException {
        checkOpen();
        NativeGate.lockOutsideOfCalls(lock);
    }

    /**
     * Keeps the session for one use of a statement's own state, such as its parameters or its current row, until
     * {@link #leave}; so that the session can't end meanwhile, and the next borrower's data be read or written.
     */
    public void enter() throws SQLException {
        keep();
        if (closedBecause != null) {
            lock.unlock();
            checkOpen();
        }
    }

    /** As {@link #enter}; returns false, without keeping it, where the session has ended. */
    public boolean enterIfOpen() {
        if (closedBecause != null) {
            return false;
        }
        NativeGate.lockOutsideOfCalls(lock);
        if (closedBecause != null) {
            lock.unlock();
            return false;
        }
        return true;
    }

    public void leave() {
        lock.unlock();
    }

    // Statements -----------------------------------------------------------------------------------------------------

    /**
     * Returns a statement ready to be bound, from the cache or compiled. The caller gives it back by {@link #release}.
     *
     * @throws MisuseException if the text holds no statement or several, or one that this borrower must not run
     */
    public CachedStatement prepare(String sql) throws SQLException {
        return prepare(sql, null);
    }

    /** As {@link #prepare(String)}; another thread may end the wait for a lock that compiling may meet. */
    public CachedStatement prepare(String sql, @Nullable InterruptGuard guard) throws SQLException {
        keep();
        try {
            checkUsable();
            CachedStatement found = connection.find(sql);
            if (found != null) {
                boolean permitted = false;
                try {
                    StatementRules.check(this, found.statement());
                    permitted = true;
                } finally {
                    if (!permitted) {
                        connection.release(found);
                    }
                }
                return found;
            }
            SqlStatement statement = StatementRules.single(this, sql);
            if (statement.kind() == Kind.PRAGMA_WRITE) {
                // Some pragmas act when they are compiled.
                StatementRules.taint(this, statement);
            }
            return attempt(null, guard, () -> connection.compile(sql, statement));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a bound statement up to its first row. Where it returns rows its {@link CachedStatement#cursor} is open
     * afterwards.
     *
     * @param guard lets another thread interrupt this call; null if none will
     * @return whether it returns rows
     */
    public boolean execute(CachedStatement statement, @Nullable InterruptGuard guard) throws SQLException {
        return execute(statement, guard, true);
    }

    /**
     * As {@link #execute}, for what is asked besides the caller's own work, such as metadata and generated keys: in manual mode
     * it begins no transaction, which would take the write lock and keep it until the next commit.
     */
    public boolean executeAside(CachedStatement statement) throws SQLException {
        return execute(statement, null, false);
    }

    private boolean execute(CachedStatement statement, @Nullable InterruptGuard guard, boolean begins)
            throws SQLException {
        keep();
        try {
            checkUsable();
            statement.closeCursor();
            if (begins && !mode.isUnit() && !autoCommit && connection.transaction() == Transaction.NONE) {
                begin(guard);
            }
            boolean rows = attempt(statement, guard, () -> NativeGate.call(statement.prepared()::execute));
            if (rows) {
                statement.openCursor();
                checkNotInterruptedLate(statement);
            }
            if (commitsByItself(statement)) {
                // With rows to come, of RETURNING, it has made its changes and commits with the last one.
                ended(true);
            }
            StatementRules.taint(this, statement.statement());
            return rows;
        } finally {
            lock.unlock();
        }
    }

    /** Guarded as well, so that a cancel or a timeout ends the wait for the lock. */
    private void begin(@Nullable InterruptGuard guard) throws SQLException {
        guarded(guard, () -> {
            beginner.begin(this, deadlines.get(), guard);
            return true;
        });
    }

    /** Moves the cursor to its next row. */
    public boolean next(CachedStatement statement, @Nullable InterruptGuard guard) throws SQLException {
        keep();
        try {
            checkUsable();
            ResultSet cursor = statement.cursor();
            if (cursor == null) {
                throw new ClosedException(
                        "The cursor of task \"" + task.name()
                                + "\" is closed: its statement ran again, or a savepoint or the transaction ended.",
                        null);
            }
            boolean row = guarded(guard, () -> NativeGate.call(cursor::next));
            if (row) {
                checkNotInterruptedLate(statement);
            } else {
                statement.endRows();
            }
            return row;
        } catch (SqlaneException e) {
            throw e;
        } catch (SQLException e) {
            throw failed(statement, e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many rows the last execution changed; 0 for statements that change none by their kind. */
    public long changes(CachedStatement statement) throws SQLException {
        return switch (statement.statement().kind()) {
            case INSERT, UPDATE, DELETE, WITH ->
                Math.max(0, statement.prepared().getLargeUpdateCount());
            default -> 0;
        };
    }

    public long lastInsertRowid() throws SQLException {
        keep();
        try {
            checkUsable();
            String sql = "select last_insert_rowid()";
            CachedStatement statement = prepare(sql);
            try {
                executeAside(statement);
                next(statement, null);
                return cursorOf(statement).getLong(1);
            } finally {
                release(statement);
            }
        } finally {
            lock.unlock();
        }
    }

    private static ResultSet cursorOf(CachedStatement statement) throws SQLException {
        ResultSet cursor = statement.cursor();
        if (cursor == null) {
            throw new SQLException("the statement returned no rows");
        }
        return cursor;
    }

    /**
     * Brings a statement's column metadata up to date, before it is run: what was compiled earlier, or against a schema that
     * another process has changed since, may be old. Returns a fresh statement in place of the given one, which
     * is closed.
     */
    public CachedStatement metadata(CachedStatement statement) throws SQLException {
        keep();
        try {
            checkUsable();
            // Running any statement on the schema makes SQLite compare the schema's version and read it again if it
            // must.
            String check = "select 1 from sqlite_schema limit 0";
            CachedStatement schema = prepare(check);
            try {
                executeAside(schema);
            } finally {
                release(schema);
            }
            statement.markBroken();
            release(statement);
            return prepare(statement.key());
        } finally {
            lock.unlock();
        }
    }

    /** Gives a statement back; its cursor is closed. Harmless when repeated or after the end. */
    public void release(CachedStatement statement) {
        if (!enterIfOpen()) {
            return;
        }
        try {
            connection.release(statement);
        } finally {
            lock.unlock();
        }
    }

    /** Closes a statement's cursor only. */
    public void closeCursor(CachedStatement statement) throws SQLException {
        if (!enterIfOpen()) {
            return;
        }
        try {
            if (statement.cursor() != null) {
                if (commitsByItself(statement)) {
                    statement.finishCursor();
                } else {
                    statement.closeCursor();
                }
            }
        } catch (SQLException e) {
            throw failed(statement, e);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a script apart, after checking that this borrower may run all of it. */
    public List<SqlStatement> permitted(String sql) throws SQLException {
        keep();
        try {
            checkUsable();
            return StatementRules.script(this, sql);
        } finally {
            lock.unlock();
        }
    }

    /** What is asked of the driver's metadata. It closes what it opens. */
    @FunctionalInterface
    public interface MetadataQuestion<T extends @Nullable Object> {
        T ask(DatabaseMetaData metadata) throws SQLException;
    }

    /** Asks the driver's metadata, outside of any transaction that is not open already. The question may be asked again, if it met a lock. */
    public <T extends @Nullable Object> T ask(MetadataQuestion<T> question, InterruptGuard guard) throws SQLException {
        keep();
        try {
            checkUsable();
            return attempt(
                    null,
                    guard,
                    () -> NativeGate.call(() -> question.ask(connection.driver().getMetaData())));
        } finally {
            lock.unlock();
        }
    }

    /** Runs all statements of a script, after all of them were checked. Returns the sum of the rows changed. */
    public long script(String sql, @Nullable InterruptGuard guard) throws SQLException {
        keep();
        try {
            List<SqlStatement> statements = permitted(sql);
            long changes = 0;
            for (SqlStatement statement : statements) {
                CachedStatement prepared = prepare(statement.text());
                try {
                    execute(prepared, guard);
                    changes += changes(prepared);
                } finally {
                    release(prepared);
                }
            }
            return changes;
        } finally {
            lock.unlock();
        }
    }

    // Transactions of the JDBC modes ---------------------------------------------------------------------------------

    public boolean autoCommit() {
        return !mode.isUnit() && autoCommit;
    }

    /** As JDBC has it: switching on commits what is open. */
    public void setAutoCommit(boolean newAutoCommit) throws SQLException {
        keep();
        try {
            checkOpen();
            if (mode.isUnit()) {
                if (newAutoCommit) {
                    throw ownedByUnit("setAutoCommit(true)");
                }
                return;
            }
            if (newAutoCommit && connection.transaction() != Transaction.NONE) {
                commit();
            }
            if (!newAutoCommit) {
                SQLException failure = finishWhatCommitsByItself();
                if (failure != null) {
                    throw failure;
                }
            }
            autoCommit = newAutoCommit;
        } finally {
            lock.unlock();
        }
    }

    public void commit() throws SQLException {
        keep();
        try {
            checkOpen();
            checkManual("commit");
            if (connection.transaction() == Transaction.LOST) {
                SQLException lost = collapsed("COMMIT was asked for");
                rollBack();
                throw lost;
            }
            if (connection.transaction() != Transaction.NONE) {
                try {
                    connection.commit();
                } catch (SQLException e) {
                    throw commitFailed(e);
                }
                ended(true);
            }
        } finally {
            lock.unlock();
        }
    }

    private SQLException commitFailed(SQLException e) {
        boolean writing = !mode.isReadOnly();
        if (writing && ResultCode.primary(ResultCode.extended(e)) == ResultCode.IO_ERROR) {
            rollBack();
            return new OutcomeUnknownException(
                    "COMMIT of task \"" + task.name()
                            + "\" in the write pool failed with an I/O error (SQLite result code "
                            + ResultCode.extended(e)
                            + "): the transaction was rolled back, but may become durable all the same if the process ends now. Look at the data before you repeat it.",
                    e);
        }
        if (connection.transaction() == Transaction.LOST) {
            rollBack();
        }
        return ErrorTranslation.ofDriver(e);
    }

    /** Rolls back whatever is open, or acknowledges that it was lost. */
    private void rollBack() {
        boolean any = connection.transaction() != Transaction.NONE;
        connection.rollback();
        if (any) {
            ended(false);
        }
    }

    private void ended(boolean committed) {
        if (mode == Mode.WRITE_JDBC) {
            beginner.ended(committed);
        }
    }

    public void rollback() throws SQLException {
        keep();
        try {
            checkOpen();
            checkManual("rollback");
            rollBack();
        } finally {
            lock.unlock();
        }
    }

    private void checkManual(String operation) throws SQLException {
        if (mode.isUnit()) {
            throw ownedByUnit(operation);
        }
        if (autoCommit) {
            throw new MisuseException(
                    operation + " was called in auto-commit mode; call setAutoCommit(false) first.", null);
        }
    }

    private MisuseException ownedByUnit(String operation) {
        return new MisuseException(
                operation + " was called inside task \"" + task.name()
                        + "\": the unit owns the transaction. Return from it to commit, throw to roll back, use savepoint(…) for a part.",
                null);
    }

    // Savepoints -----------------------------------------------------------------------------------------------------

    /** Sets a savepoint. {@code name} is one that the caller made up, quoted already. */
    public void savepoint(String name) throws SQLException {
        savepoint(name, null);
    }

    /** As {@link #savepoint(String)}; another thread may end the wait for the lock where this begins the transaction. */
    public void savepoint(String name, @Nullable InterruptGuard guard) throws SQLException {
        keep();
        try {
            checkUsable();
            if (!mode.isUnit() && autoCommit) {
                throw new MisuseException("A savepoint needs a transaction; call setAutoCommit(false) first.", null);
            }
            if (!mode.isUnit() && connection.transaction() == Transaction.NONE) {
                begin(guard);
            }
            connection.closeWritingCursors();
            engineStatement("savepoint " + name);
        } finally {
            lock.unlock();
        }
    }

    public void releaseSavepoint(String name) throws SQLException {
        keep();
        try {
            checkUsable();
            connection.closeCursors();
            engineStatement("release " + name);
        } finally {
            lock.unlock();
        }
    }

    /** Undoes what came after the savepoint, and keeps the savepoint. */
    public void rollbackTo(String name) throws SQLException {
        keep();
        try {
            checkUsable();
            connection.closeCursors();
            engineStatement("rollback to " + name);
        } finally {
            lock.unlock();
        }
    }

    private void engineStatement(String sql) throws SQLException {
        try {
            connection.execute(sql);
        } catch (SQLException e) {
            connection.checkStillOpen(e);
            throw ErrorTranslation.ofDriver(e);
        }
    }

    // A read inside a write ------------------------------------------------------------------------------------------

    /** Has the engine refuse writes, for a read that runs inside this write unit. Returns what it was before. */
    public boolean readOnlyNow(boolean readOnly) throws SQLException {
        keep();
        try {
            checkUsable();
            boolean before = readOnlyNow;
            if (before != readOnly) {
                engineStatement("pragma query_only=" + (readOnly ? 1 : 0));
                readOnlyNow = readOnly;
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** Undoes {@link #readOnlyNow(boolean)}, whatever happened in between; where that fails the connection is in doubt. */
    public void restoreReadOnly(boolean before) {
        if (!enterIfOpen()) {
            return;
        }
        try {
            if (readOnlyNow != before) {
                connection.execute("pragma query_only=" + (before ? 1 : 0));
                readOnlyNow = before;
            }
        } catch (SQLException e) {
            connection.doubt("query_only could not be reset: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    // The end --------------------------------------------------------------------------------------------------------

    /**
     * Ends the session: closes its statements and rolls an open transaction back. Afterwards the connection has nothing of the
     * borrower's, or is in doubt.
     */
    public void end() {
        end(true);
    }

    /** As {@link #end()}, but leaves the transaction as it is, for whoever began it. */
    public void endInTransaction() {
        end(false);
    }

    private void end(boolean withTransaction) {
        NativeGate.lockOutsideOfCalls(lock);
        try {
            if (closedBecause != null) {
                return;
            }
            closedBecause = "it has ended";
            boolean ended = false;
            try {
                closeEverything(withTransaction);
                ended = true;
            } finally {
                if (!ended) {
                    connection.doubt("its borrower could not be ended");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeEverything(boolean withTransaction) {
        if (!connection.statementsInUse().isEmpty()) {
            lateFailure = finishWhatCommitsByItself();
            connection.releaseAll();
        }
        connection.stopWatchingInserts();
        if (withTransaction && connection.transaction() != Transaction.NONE) {
            rollBack();
        }
        if (mode == Mode.MAINTENANCE) {
            connection.doubt("it was used for maintenance");
        } else if (readOnlyNow) {
            connection.doubt("it was left read-only");
        }
    }

    /**
     * Closes the cursors of statements that commit by themselves, and do so only then, where their rows were not read to the end.
     *
     * @return why the first of those COMMITs failed that did; null if none
     */
    private @Nullable SQLException finishWhatCommitsByItself() {
        SQLException failure = null;
        for (CachedStatement statement : connection.statementsInUse()) {
            if (statement.cursor() != null && commitsByItself(statement)) {
                try {
                    statement.finishCursor();
                } catch (SQLException e) {
                    failure = failure != null ? failure : failed(statement, e);
                }
            }
        }
        return failure;
    }

    /** Returns why a statement that commits by itself did not when the session ended; null if none failed. Asked by whoever has ended it. */
    public @Nullable SQLException lateFailure() {
        return lateFailure;
    }

    /** Refuses all further use, from another thread, when the database closes while the borrower still has the connection. */
    public void revoke(String because) {
        closedBecause = because;
    }

    // What a statement may do, and what an error did -----------------------------------------------------------------

    public void checkOpen() throws SQLException {
        String because = closedBecause;
        if (because != null) {
            throw new ClosedException(
                    "The connection of task \"" + task.name() + "\" in the "
                            + connection.role().poolName() + " can't be used any more: " + because + ".",
                    null);
        }
    }

    private void checkUsable() throws SQLException {
        checkOpen();
        if (connection.transaction() == Transaction.LOST) {
            throw collapsed("a further statement was refused, since it would have committed by itself");
        }
    }

    /** Returns the exception that says that SQLite rolled the transaction back by itself. */
    public GroupCollapsedException collapsed(String what) {
        return new GroupCollapsedException(
                "SQLite rolled back the transaction of task \"" + task.name()
                        + "\" by itself after an error (the cause); " + what
                        + ". Nothing of it is committed. Let the error reach the caller of the unit, and run it again.",
                connection.lossCause());
    }

    private <T extends @Nullable Object> T attempt(
            @Nullable CachedStatement statement, @Nullable InterruptGuard guard, BusyWait.Attempt<T> attempt)
            throws SQLException {
        try {
            return guarded(
                    guard,
                    connection.transaction() == Transaction.WRITE
                            ? attempt
                            : () -> busyWait.until(connection, task, deadlines, guard, () -> {
                                try {
                                    return attempt.run();
                                } catch (SQLException e) {
                                    throw statement == null ? e : withoutProtocol(e);
                                }
                            }));
        } catch (SQLException e) {
            throw failed(statement, e);
        }
    }

    /**
     * SQLite answers PROTOCOL only after some 10 s of tries of its own, and the driver has then finalized the statement: its
     * bindings are lost, and it can't be tried again.
     */
    private SQLException withoutProtocol(SQLException e) {
        return ResultCode.extended(e) == ResultCode.PROTOCOL
                ? new BusyException(
                        "Task \"" + task.name() + "\" in the "
                                + connection.role().poolName()
                                + " gave up: SQLite could not get at the write-ahead log's locks for some 10 s (result code 15).",
                        ResultCode.PROTOCOL,
                        e)
                : e;
    }

    private <T extends @Nullable Object> T guarded(@Nullable InterruptGuard guard, BusyWait.Attempt<T> call)
            throws SQLException {
        interruptedLate = null;
        if (guard == null) {
            return call.run();
        }
        Interruption before = guard.enter(connection);
        if (before != null) {
            throw before.exception(InterruptGuard.beforeTheCall());
        }
        T result;
        try {
            result = call.run();
        } catch (SQLException e) {
            Interruption met = guard.leave();
            throw met == null ? e : met.exception(e);
        } catch (RuntimeException | Error e) {
            guard.leave();
            throw e;
        }
        interruptedLate = guard.leave();
        if (interruptedLate != null) {
            // It had its result already, but the interrupt stays pending while a cursor is open, and would hit what
            // comes next.
            connection.closeCursors();
        }
        return result;
    }

    /** Where rows are still to come, an interrupt that came as the call succeeded ends them like any other. */
    private void checkNotInterruptedLate(CachedStatement statement) throws SQLException {
        Interruption met = interruptedLate;
        if (met != null) {
            interruptedLate = null;
            statement.closeCursor();
            throw met.exception(new SQLException("interrupted between two rows", "57014", ResultCode.INTERRUPT));
        }
    }

    private SQLException failed(@Nullable CachedStatement statement, SQLException e) {
        int primary = ResultCode.primary(ResultCode.extended(e));
        if (statement != null && primary != ResultCode.BUSY && primary != ResultCode.CONSTRAINT) {
            // The driver has finalized it, or left it in a state that nobody documents.
            statement.markBroken();
        }
        if (primary == ResultCode.INTERRUPT) {
            // It goes on to interrupt whatever is run on the connection, until no cursor is open.
            connection.closeCursors();
        }
        connection.checkStillOpen(e);
        if (mode.isReadOnly() && isOfTheFile(primary)) {
            // Its page cache may have what made it fail, and its descriptor may be what fails; another starts from the
            // file as it is.
            connection.doubt("a statement failed on the file: result code " + ResultCode.extended(e));
        }
        if (primary == ResultCode.IO_ERROR && statement != null && commitsByItself(statement)) {
            return new OutcomeUnknownException(
                    "The statement of task \"" + task.name()
                            + "\", which commits by itself, failed with an I/O error (SQLite result code "
                            + ResultCode.extended(e)
                            + "): it may become durable all the same. Look at the data before you repeat it.",
                    e);
        }
        return ErrorTranslation.ofDriver(e);
    }

    private static boolean isOfTheFile(int primary) {
        return primary == ResultCode.CORRUPT || primary == ResultCode.NOT_A_DATABASE || primary == ResultCode.IO_ERROR;
    }

    private boolean commitsByItself(CachedStatement statement) {
        return !mode.isReadOnly()
                && autoCommit()
                && connection.transaction() == Transaction.NONE
                && switch (statement.statement().kind()) {
                    case INSERT, UPDATE, DELETE, WITH, SCHEMA -> true;
                    default -> false;
                };
    }
}
