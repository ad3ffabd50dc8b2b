package dev.sqlane.sqlite.internal.dropin;

import dev.sqlane.ClosedException;
import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Interruption;
import dev.sqlane.sqlite.internal.connection.NativeGate;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import dev.sqlane.sqlite.internal.jdbc.SessionSource;
import dev.sqlane.sqlite.internal.sql.ChangeFunctions;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one logical connection: none while it is idle, one on a reader or on the writer while a statement, its rows or a
 * transaction need it, or one on each.
 *
 * <p><b>Which one.</b> Read-only: the reader. In a transaction: the writer. In auto-commit, a query whose text begins like one that only reads: the
 * reader, and if that refuses it because it writes, the writer. Everything else: the writer. But while there is one on the writer, everything
 * that may runs there. A text that needs no transaction begins none, and runs as in auto-commit.
 *
 * <p><b>Thread-safety.</b> {@link #lock} serialises all use. It is taken before the session's own.
 */
public final class RoutedSessions implements SessionSource {
    private final Lender lender;
    private final Verdicts verdicts;
    private final boolean writes;
    private final SessionConnection.Returner atEnd;
    private final ReentrantLock lock = new ReentrantLock();

    /** Null until it is needed: most connections run statements only. Written while the connection is kept, read at any time. */
    private volatile @Nullable InterruptGuard guard;

    /** Guarded by {@link #lock}, as all that it has. */
    private final Holds holds;

    /** Whether a COMMIT that others take part in is waited for. Written under {@link #lock}. */
    private volatile boolean committing;

    private volatile boolean autoCommit = true;
    private volatile boolean readOnly;

    /** False to true, once. Written under {@link #lock}. */
    private volatile boolean ended;

    /** The values of the settings that the text which runs now may change, as they were before. Guarded by {@link #lock}. */
    private Map<String, String> settingsBefore = Map.of();

    /**
     * Makes one that is idle.
     *
     * @param writes whether everything goes to the writer
     * @param atEnd called once, when the connection has ended and nothing is out any more
     */
    public RoutedSessions(Lender lender, Verdicts verdicts, boolean writes, SessionConnection.Returner atEnd) {
        this.lender = lender;
        this.holds = new Holds(lender);
        this.verdicts = verdicts;
        this.writes = writes;
        this.atEnd = atEnd;
    }

    // Keeping --------------------------------------------------------------------------------------------------------

    @Override
    public InterruptGuard guard() {
        InterruptGuard known = guard;
        if (known == null) {
            known = new InterruptGuard();
            guard = known;
        }
        return known;
    }

    @Override
    public void interruptAside(Interruption why) {
        InterruptGuard known = guard;
        if (known != null) {
            known.interrupt(why);
        }
    }

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
    public boolean isDescribable(String sql) {
        return verdicts.of(sql).isDescribable();
    }

    @Override
    public Session take(String sql, boolean query, int timeoutSeconds, InterruptGuard statement) throws SQLException {
        Verdict verdict = verdicts.of(sql);
        boolean beginsNone = autoCommit || verdict.needsNoTransaction();
        Hold hold = hold(
                query && beginsNone && verdict.reads(),
                timeoutSeconds,
                !beginsNone && !verdict.leavesTraces(),
                statement);
        if (hold.isPart() && verdict.leavesTraces()) {
            throw new MisuseException(
                    "Temporary objects and assigning pragmas outlive their transaction, and this one shares its COMMIT with others (groupCommit=ALL). Use them in auto-commit, or begin a transaction of their own with them.",
                    null);
        }
        hold.uses++;
        boolean ready = false;
        try {
            if (!hold.isInTransaction()) {
                hold.session().setAutoCommit(beginsNone);
            }
            settingsBefore = hold == holds.writer() ? hold.settings(verdict.settings()) : Map.of();
            noteInserts(hold, verdict);
            ready = true;
            return hold.session();
        } finally {
            if (!ready) {
                done(hold.session());
            }
        }
    }

    private void noteInserts(Hold hold, Verdict verdict) throws SQLException {
        if (hold == holds.writer() && verdict.inserts()) {
            holds.lastWrite().mayInsert();
        }
    }

    private Hold hold(boolean reads, int timeoutSeconds, boolean joins, InterruptGuard waiter) throws SQLException {
        if (readOnly) {
            return holds.toRead(timeoutSeconds, waiter);
        }
        return reads && !writes
                ? holds.toReadTheLatest(timeoutSeconds, waiter)
                : holds.toWrite(timeoutSeconds, joins, waiter);
    }

    @Override
    public @Nullable Session takeInstead(
            String sql, Session failed, SQLException failure, int timeoutSeconds, InterruptGuard statement)
            throws SQLException {
        boolean tried = !readOnly && autoCommit && holds.of(failed) != holds.writer();
        if (!tried || ResultCode.extended(failure) != ResultCode.READONLY) {
            return null;
        }
        Verdict verdict = verdicts.of(sql);
        verdict.writes();
        Hold instead = holds.toWrite(timeoutSeconds, false, statement);
        instead.uses++;
        done(failed);
        noteInserts(instead, verdict);
        return instead.session();
    }

    @Override
    public Session takeAside() throws SQLException {
        Hold hold = writes ? holds.toWrite(0, false, guard()) : holds.toRead(0, guard());
        hold.uses++;
        return hold.session();
    }

    @Override
    public void keep(Session session) {
        Hold hold = holds.of(session);
        if (hold != null) {
            hold.uses++;
        }
    }

    @Override
    public void done(Session session) throws SQLException {
        holds.done(session);
    }

    @Override
    public String text(Session session, String sql) throws SQLException {
        if (!verdicts.of(sql).asksForLastWrite()) {
            return sql;
        }
        LastWrite last = holds.lastWrite();
        return ChangeFunctions.replaced(sql, last.answers(), !last.isRowidOf(session));
    }

    @Override
    public long lastInsertRowid(Session session) throws SQLException {
        return holds.lastWrite().answers().rowid();
    }

    @Override
    public void ran(Session session, SqlStatement statement) throws SQLException {
        Hold hold = holds.writer();
        if (hold == null || hold.session() != session) {
            return;
        }
        Kind kind = statement.kindAfterWith();
        holds.lastWrite().ran(kind);
        switch (kind) {
            case SELECT, PRAGMA_READ, EXPLAIN -> {}
            default -> holds.countWrite();
        }
        if (statement.leavesTraces() && !leavesSettingAsItWas(hold, statement)) {
            hold.pin(statement.trace());
        }
    }

    private boolean leavesSettingAsItWas(Hold hold, SqlStatement statement) throws SQLException {
        String setting = statement.setting();
        return setting != null
                && hold.settings(List.of(setting)).entrySet().stream()
                        .allMatch(now -> now.getValue().equals(settingsBefore.get(now.getKey())));
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
            commitTransaction();
        }
        Hold writer = holds.writer();
        if (!newAutoCommit && writer != null) {
            // What has rows left that were not read commits now, or fails.
            writer.session().setAutoCommit(false);
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
        commitTransaction();
    }

    private void commitTransaction() throws SQLException {
        Hold writing = holds.writer();
        if (writing != null) {
            // The closer may have taken it away, and with it the transaction.
            writing.session().checkOpen();
        }
        Hold hold = holds.inTransaction();
        if (hold != null && hold == holds.writer() && hold.sharesCommits()) {
            committing = true;
            try {
                holds.commit(hold);
            } finally {
                committing = false;
            }
        } else {
            endTransaction(Session::commit);
        }
    }

    @Override
    public void rollback() throws SQLException {
        checkManual("rollback");
        Hold hold = holds.inTransaction();
        if (hold != null && hold.isPart()) {
            holds.undoPart(hold);
        } else {
            endTransaction(Session::rollback);
        }
    }

    private void checkManual(String operation) throws MisuseException {
        if (autoCommit) {
            throw new MisuseException(
                    operation + " was called in auto-commit mode; call setAutoCommit(false) first.", null);
        }
    }

    /** Ends the transaction, if there is one, and gives its connection back, whose cursors are closed; not where it is still open. */
    private void endTransaction(Ending ending) throws SQLException {
        Hold hold = holds.inTransaction();
        if (hold == null) {
            return;
        }
        holds.lastWrite().update();
        try {
            ending.end(hold.session());
        } finally {
            holds.giveBackUnlessNeeded(hold);
        }
    }

    @Override
    public void savepoint(String name) throws SQLException {
        if (autoCommit) {
            throw new MisuseException("A savepoint needs a transaction; call setAutoCommit(false) first.", null);
        }
        Hold hold = hold(false, 0, true, guard());
        hold.uses++;
        try {
            hold.session().setAutoCommit(false);
            hold.session().savepoint(name, guard());
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
        Hold hold = holds.inTransaction();
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
        if (holds.inTransaction() != null) {
            throw new MisuseException("setReadOnly was called inside a transaction; commit or roll back first.", null);
        }
        if (holds.writer() != null) {
            throw new MisuseException(
                    "setReadOnly was called while this connection has the write connection, for rows that are still open, temporary objects or changed settings. Close the rows; or use another connection to read.",
                    null);
        }
        readOnly = newReadOnly;
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Override
    public boolean isCommitting() {
        return committing;
    }

    @Override
    public boolean enterWithoutWaiting() {
        if (!lock.tryLock()) {
            return false;
        }
        if (ended) {
            lock.unlock();
            return false;
        }
        return true;
    }

    @Override
    public boolean isOpen() {
        return !ended && lender.isOpen();
    }

    @Override
    public boolean isValid() throws SQLException {
        Hold hold = holds.any();
        // An idle one need not try: the pools close what is in doubt, and open another.
        return hold == null
                ? lender.isOpen()
                : hold.session().ask(driver -> driver.getConnection().isValid(0), guard());
    }

    @Override
    public void abandon() {
        holds.abandonWriter();
    }

    @Override
    public void end() throws SQLException {
        boolean first = false;
        keep();
        try {
            first = !ended;
            ended = true;
            holds.giveBackAll();
        } finally {
            lock.unlock();
            if (first) {
                atEnd.giveBack();
            }
        }
    }

    @Override
    public String toString() {
        return "connection of the drop-in" + (readOnly ? ", read-only" : "");
    }
}
