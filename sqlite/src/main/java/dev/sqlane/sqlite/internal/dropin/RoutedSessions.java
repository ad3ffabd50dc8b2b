package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.ClosedException;
import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.NativeGate;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import dev.sqlane.sqlite.internal.jdbc.SessionSource;
import dev.sqlane.sqlite.internal.sql.ChangeFunctions;
import dev.sqlane.sqlite.internal.sql.ChangeFunctions.Answers;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one logical connection: none while it is idle, one on a reader or on the writer while a statement, its rows or a
 * transaction need it, or one on each.
 *
 * <p><b>Which one.</b> Read-only: the reader. In a transaction: the writer. In auto-commit, a query whose text begins like one that only reads: the
 * reader, and if that refuses it because it writes, the writer. Everything else: the writer. But while there is one on the writer, everything
 * that may runs there.
 *
 * <p><b>No deadlock.</b> A connection never waits for a reader while it holds the writer or another reader, so of two that wait for each other one
 * would have to hold the writer and wait for nothing.
 *
 * <p><b>Thread-safety.</b> {@link #lock} serialises all use. It is taken before the session's own.
 */
public final class RoutedSessions implements SessionSource {
    private final Lender lender;
    private final Verdicts verdicts;
    private final SessionConnection.Returner atEnd;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean autoCommit = true;
    private volatile boolean readOnly;

    /** False to true, once. Written under {@link #lock}. */
    private volatile boolean ended;

    /** Null to a hold and back, over and over; so are {@link #writer} and {@link #settingBefore}. Guarded by {@link #lock}. */
    private @Nullable Hold reader;

    private @Nullable Hold writer;

    /** What the pragma that runs now may change, as it was before. */
    private @Nullable String settingBefore;

    /** How often this connection has written. Guarded by {@link #lock}. */
    private long writes;

    /** Guarded by {@link #lock}. */
    private Answers lastWrite = Answers.NONE;

    /**
     * Makes one that is idle.
     *
     * @param atEnd called once, when the connection has ended and nothing is out any more
     */
    public RoutedSessions(Lender lender, Verdicts verdicts, SessionConnection.Returner atEnd) {
        this.lender = lender;
        this.verdicts = verdicts;
        this.atEnd = atEnd;
    }

    // Keeping --------------------------------------------------------------------------------------------------------

    @Override
    public void enter() throws SQLException {
        keep();
        if (ended) {
            lock.unlock();
            throw new ClosedException("The connection is closed.", null);
        }
    }

    @Override
    public boolean enterIfOpen() {
        keep();
        if (ended) {
            lock.unlock();
            return false;
        }
        return true;
    }

    private void keep() {
        NativeGate.lockOutsideOfCalls(lock);
    }

    @Override
    public void leave() {
        lock.unlock();
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    // Where statements run -------------------------------------------------------------------------------------------

    @Override
    public @Nullable Session only() {
        return null;
    }

    @Override
    public int parameterCount(String sql) {
        return verdicts.of(sql).parameters();
    }

    @Override
    public Session take(String sql, boolean query, int timeoutSeconds) throws SQLException {
        Verdict verdict = verdicts.of(sql);
        Hold hold = hold(query && verdict.reads(), timeoutSeconds);
        hold.uses++;
        boolean ready = false;
        try {
            hold.session().setAutoCommit(autoCommit);
            String setting = verdict.setting();
            settingBefore = setting == null || hold != writer ? null : hold.setting(setting);
            ready = true;
            return hold.session();
        } finally {
            if (!ready) {
                done(hold.session());
            }
        }
    }

    private Hold hold(boolean reads, int timeoutSeconds) throws SQLException {
        Hold held = writer;
        if (held != null) {
            return held;
        }
        if (readOnly || (autoCommit && reads)) {
            held = reader;
            if (held == null) {
                return borrowReader(timeoutSeconds);
            }
            if (readOnly || held.writesBefore == writes) {
                return held;
            }
            // The open rows keep the reader's snapshot, in which this connection's own last write is missing.
        }
        return borrowWriter(timeoutSeconds);
    }

    private Hold borrowReader(int timeoutSeconds) throws SQLException {
        Hold borrowed = new Hold(lender.reader(this, timeoutSeconds), writes);
        reader = borrowed;
        return borrowed;
    }

    private Hold borrowWriter(int timeoutSeconds) throws SQLException {
        Hold borrowed;
        try {
            borrowed = new Hold(lender.writer(this, timeoutSeconds), writes);
        } catch (MisuseException e) {
            throw nested(e);
        }
        writer = borrowed;
        borrowed.countFromHere();
        return borrowed;
    }

    private MisuseException nested(MisuseException e) {
        return new MisuseException(
                e.getMessage()
                        + " Through the drop-in, queries in auto-commit and read-only connections work beside it, and a second connection can write before the first statement of the outer transaction or after its end.",
                lender.writerBorrowedAt());
    }

    @Override
    public @Nullable Session takeInstead(String sql, Session failed, SQLException failure, int timeoutSeconds)
            throws SQLException {
        if (reader == null || reader.session() != failed || readOnly || !autoCommit) {
            return null;
        }
        if (ResultCode.extended(failure) != ResultCode.READONLY) {
            return null;
        }
        verdicts.of(sql).writes();
        Hold instead = borrowWriter(timeoutSeconds);
        instead.uses++;
        done(failed);
        return instead.session();
    }

    @Override
    public Session takeAside() throws SQLException {
        Hold hold = writer != null ? writer : reader != null ? reader : borrowReader(0);
        hold.uses++;
        return hold.session();
    }

    @Override
    public void keep(Session session) {
        Hold hold = holdOf(session);
        if (hold != null) {
            hold.uses++;
        }
    }

    @Override
    public void done(Session session) {
        Hold hold = holdOf(session);
        if (hold != null) {
            hold.uses--;
            if (hold.isIdle()) {
                giveBack(hold);
            }
        }
    }

    /** Returns the hold that a session belongs to; null where it was given back, with the end of its transaction for example. */
    private @Nullable Hold holdOf(Session session) {
        if (writer != null && writer.session() == session) {
            return writer;
        }
        return reader != null && reader.session() == session ? reader : null;
    }

    private void giveBack(Hold hold) {
        if (hold == reader) {
            reader = null;
        } else {
            writer = null;
            remember(hold);
        }
        hold.giveBack();
    }

    @Override
    public String text(Session session, String sql) throws SQLException {
        if (!verdicts.of(sql).asksForLastWrite()) {
            return sql;
        }
        Hold hold = writer;
        if (hold != null) {
            lastWrite = hold.answers(lastWrite);
        }
        return ChangeFunctions.replaced(sql, lastWrite);
    }

    @Override
    public void ran(Session session, SqlStatement statement) throws SQLException {
        Hold hold = writer;
        if (hold == null || hold.session() != session) {
            return;
        }
        hold.ran(statement);
        switch (statement.kind()) {
            case SELECT, PRAGMA_READ, EXPLAIN -> {}
            default -> writes++;
        }
        if (statement.leavesTraces() && !leavesSettingAsItWas(hold, statement)) {
            hold.pin();
        }
    }

    private boolean leavesSettingAsItWas(Hold hold, SqlStatement statement) throws SQLException {
        String setting = statement.setting();
        String before = settingBefore;
        settingBefore = null;
        return statement.kind() == Kind.PRAGMA_WRITE
                && setting != null
                && before != null
                && before.equals(hold.setting(setting));
    }

    /** Keeps what the functions of the last write would answer, before the physical connection goes to somebody else. */
    private void remember(Hold hold) {
        try {
            lastWrite = hold.answers(lastWrite);
        } catch (SQLException e) {
            // The transaction is lost or the connection revoked: nothing was written.
        }
    }

    // Transactions ---------------------------------------------------------------------------------------------------

    @Override
    public boolean isOfUnit() {
        return false;
    }

    @Override
    public boolean isAutoCommit() {
        return autoCommit;
    }

    @Override
    public void setAutoCommit(boolean newAutoCommit) throws SQLException {
        if (newAutoCommit && !autoCommit) {
            endTransaction(Session::commit);
        }
        autoCommit = newAutoCommit;
    }

    @FunctionalInterface
    private interface Ending {
        void end(Session session) throws SQLException;
    }

    @Override
    public void commit() throws SQLException {
        checkManual("commit");
        endTransaction(Session::commit);
    }

    @Override
    public void rollback() throws SQLException {
        checkManual("rollback");
        endTransaction(Session::rollback);
    }

    private void checkManual(String operation) throws MisuseException {
        if (autoCommit) {
            throw new MisuseException(
                    operation + " was called in auto-commit mode; call setAutoCommit(false) first.", null);
        }
    }

    /** Ends the transaction, if there is one, and gives its connection back, whose cursors are closed; not where it is still open. */
    private void endTransaction(Ending ending) throws SQLException {
        Hold hold = inTransaction();
        if (hold == null) {
            return;
        }
        if (hold == writer) {
            remember(hold);
        }
        try {
            ending.end(hold.session());
        } finally {
            if (!hold.isInTransaction() && !hold.isPinned()) {
                giveBack(hold);
            }
        }
    }

    private @Nullable Hold inTransaction() {
        if (writer != null && writer.isInTransaction()) {
            return writer;
        }
        return reader != null && reader.isInTransaction() ? reader : null;
    }

    @Override
    public void savepoint(String name) throws SQLException {
        if (autoCommit) {
            throw new MisuseException("A savepoint needs a transaction; call setAutoCommit(false) first.", null);
        }
        Hold hold = hold(false, 0);
        hold.uses++;
        try {
            hold.session().setAutoCommit(false);
            hold.session().savepoint(name);
        } finally {
            done(hold.session());
        }
    }

    @Override
    public void releaseSavepoint(String name) throws SQLException {
        transaction().session().releaseSavepoint(name);
    }

    @Override
    public void rollbackTo(String name) throws SQLException {
        transaction().session().rollbackTo(name);
    }

    private Hold transaction() throws MisuseException {
        Hold hold = inTransaction();
        if (hold == null) {
            throw new MisuseException("There is no transaction that the savepoint could belong to.", null);
        }
        return hold;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void setReadOnly(boolean newReadOnly) throws SQLException {
        if (newReadOnly == readOnly) {
            return;
        }
        if (inTransaction() != null) {
            throw new MisuseException("setReadOnly was called inside a transaction; commit or roll back first.", null);
        }
        if (writer != null) {
            throw new MisuseException(
                    "setReadOnly was called while this connection has the write connection, for rows that are still open, temporary objects or changed settings. Close the rows; or use another connection to read.",
                    null);
        }
        readOnly = newReadOnly;
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public boolean isValid(int timeoutSeconds) throws SQLException {
        Hold hold = writer != null ? writer : reader;
        // An idle one need not try: the pools close what is in doubt, and open another.
        return hold == null
                ? lender.isOpen()
                : hold.session().ask(driver -> driver.getConnection().isValid(timeoutSeconds));
    }

    @Override
    public void end() throws SQLException {
        try {
            giveBackAll();
        } finally {
            atEnd.giveBack();
        }
    }

    private void giveBackAll() {
        keep();
        try {
            ended = true;
            try {
                if (reader != null) {
                    giveBack(reader);
                }
            } finally {
                if (writer != null) {
                    giveBack(writer);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "connection of the drop-in" + (readOnly ? ", read-only" : "");
    }
}
