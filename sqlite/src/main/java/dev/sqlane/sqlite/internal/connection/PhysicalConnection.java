package dev.sqlane.sqlite.internal.connection;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.sqlite.internal.pool.Interruptible;
import dev.sqlane.sqlite.internal.sql.Kind;
import dev.sqlane.sqlite.internal.sql.SqlStatement;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/**
 * One connection of the driver, with its statement cache and its transaction state.
 *
 * <p><b>Transactions.</b> BEGIN, COMMIT, ROLLBACK are statements that this class runs, and {@link #transaction} says what they led
 * to. The driver's own {@code setAutoCommit} and {@code commit} are never called: they set their flags before they know the outcome,
 * and begin the next transaction at once. The driver is merely told, by the {@link ConnectionOpener}, that it need not look after auto-commit.
 *
 * <p><b>Ownership.</b> A connection belongs to one party at a time: its pool, or one {@link Session}. Only {@link #interrupt}
 * and {@link #lease()} may be called by others.
 *
 * <p><b>Doubt.</b> Where an operation fails in such a way that the state is not known any more, {@link #doubt} is set, and whoever takes
 * the connection back closes it. Opening another takes some 100 µs.
 */
public final class PhysicalConnection implements Interruptible {
    /**
     * Legal transitions: NONE to READ (BEGIN) or WRITE (BEGIN IMMEDIATE); READ or WRITE to NONE (COMMIT or ROLLBACK
     * succeeded), or to LOST (SQLite rolled back by itself, or a part could not be undone: {@link #lose}); LOST to NONE (the loss was acknowledged by a rollback).
     */
    public enum Transaction {
        NONE,
        READ,
        WRITE,
        LOST
    }

    private enum Control {
        BEGIN,
        BEGIN_IMMEDIATE,
        COMMIT,
        ROLLBACK,
        BEGIN_PART,
        END_PART,
        UNDO_PART,
        DATA_VERSION,
        SCHEMA_VERSION,
        USER_VERSION;

        String sql() {
            return switch (this) {
                case BEGIN -> "begin";
                case BEGIN_IMMEDIATE -> "begin immediate";
                case COMMIT -> "commit";
                case ROLLBACK -> "rollback";
                case BEGIN_PART -> "savepoint sqlane_unit";
                case END_PART -> "release sqlane_unit";
                case UNDO_PART -> "rollback to sqlane_unit";
                case DATA_VERSION -> "pragma data_version";
                case SCHEMA_VERSION -> "pragma schema_version";
                case USER_VERSION -> "pragma user_version";
            };
        }
    }

    /** Of SQLite's virtual machine: some ten rows, so that large rows do not go by in their hundreds between two looks. */
    private static final int OPERATIONS_BETWEEN_LOOKS = 100;

    private final Role role;
    private final SQLiteConnection driver;
    private final StatementCache cache;
    private final Events events;
    private final Map<Control, PreparedStatement> controls = new EnumMap<>(Control.class);
    private final List<CachedStatement> inUse = new ArrayList<>();

    private Transaction transaction = Transaction.NONE;
    private @Nullable SQLException lossCause;

    /** Follows the open write transaction; null where nobody wants to know. */
    private @Nullable TransactionObserver observer;

    private long lastDataVersion;

    /** Whether a statement may have changed the schema since {@link #hasDeferredConstraints} was last asked. */
    private boolean schemaTouched = true;

    /** The schema's version at which {@link #deferredConstraints} was found out; none is negative. */
    private long examinedSchema = -1;

    private boolean deferredConstraints;
    private volatile @Nullable String doubt;

    /** Told of each row that is inserted, by SQLite's update hook; null where nobody wants to know. */
    private @Nullable InsertWatch insertWatch;

    /** What {@link #noteWriter} noted in the present lease, and in the one before. */
    private @Nullable Object writer;

    private @Nullable Object writerBefore;

    /** Serialises the use of the connection: that of its present {@link Session}, and whatever late callers still want of former ones. */
    private final ReentrantLock useLock = new ReentrantLock();

    /** Keeps the native interrupt, the only native call outside the driver's monitor, from meeting the native close. */
    private final ReentrantLock interruptLock = new ReentrantLock();

    /** False to true, once. Guarded by {@link #interruptLock}. */
    private boolean closed;

    /**
     * Null to a lease (the owner lends it), a lease to null (the borrower returns it, or the closer revokes it: whoever wins the
     * compare-and-set sees to the connection). Read by anybody who reports.
     */
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();

    PhysicalConnection(Role role, SQLiteConnection driver, StatementCache cache, Events events) {
        this.role = role;
        this.driver = driver;
        this.cache = cache;
        this.events = events;
    }

    public Role role() {
        return role;
    }

    ReentrantLock useLock() {
        return useLock;
    }

    SQLiteConnection driver() {
        return driver;
    }

    public Transaction transaction() {
        return transaction;
    }

    /** Returns the error at which SQLite rolled the transaction back; null unless the state is LOST. */
    public @Nullable SQLException lossCause() {
        return lossCause;
    }

    /** Notes who has the connection now. */
    public void lend(Lease newLease) {
        writerBefore = writer;
        writer = null;
        // Whoever looks from outside may as well have looked a moment earlier.
        lease.setRelease(newLease);
    }

    /** Ends a lease. Returns false where another has ended it already, and sees to the connection. */
    public boolean endLease(Lease ended) {
        if (useLock.isHeldByCurrentThread()) {
            // At the end of a thread's stack lock() may throw although it has taken the lock.
            doubt("an error left its lock taken");
        }
        return lease.compareAndSet(ended, null);
    }

    /** Tells whether a lease is the one that goes on: nobody has ended it. */
    public boolean isLent(Lease asked) {
        return lease.get() == asked;
    }

    public @Nullable Lease lease() {
        return lease.get();
    }

    /** Returns why this connection must not be used again, or null. */
    public @Nullable String doubt() {
        return doubt;
    }

    public void doubt(String reason) {
        if (doubt == null) {
            doubt = reason;
        }
    }

    /** Interrupts the native call that runs now, if any. May be called by any thread, at any time. */
    @Override
    public void interrupt() {
        interruptLock.lock();
        try {
            if (!closed) {
                driver.getDatabase().interrupt();
            }
        } catch (SQLException e) {
            // The driver says that the connection is closed: then nothing runs on it.
            doubt("it was interrupted while it was being closed");
        } finally {
            interruptLock.unlock();
        }
    }

    // Transactions ---------------------------------------------------------------------------------------------------

    /** Begins a read transaction; its snapshot is taken by the first statement. */
    public void begin() throws SQLException {
        control(Control.BEGIN);
        transaction = Transaction.READ;
    }

    /** Begins a write transaction, or fails with a busy code if the lock is not free. Open cursors are closed first. */
    public void beginImmediate() throws SQLException {
        closeCursors();
        // Another process may have changed it since.
        schemaTouched = true;
        // Before the call, so that an error of the JVM in between can't leave a lock that nobody knows of.
        transaction = Transaction.WRITE;
        try {
            NativeGate.call(() -> control(Control.BEGIN_IMMEDIATE));
        } catch (SQLException e) {
            transaction = Transaction.NONE;
            throw e;
        }
    }

    /** Has the write transaction that was just begun followed to its end. */
    public void observe(TransactionObserver newObserver) {
        observer = newObserver;
    }

    private void transactionEnded() {
        TransactionObserver told = observer;
        observer = null;
        if (told != null) {
            told.ended();
        }
    }

    /**
     * Commits. Open cursors are closed first: one of {@code INSERT … RETURNING} would make COMMIT say busy, and waiting would
     * wait for ourselves. When it fails, the state says what is left: READ or WRITE if the transaction is still open.
     */
    public void commit() throws SQLException {
        closeCursors();
        boolean writing = transaction == Transaction.WRITE;
        try {
            if (writing) {
                commitWrite();
            } else {
                control(Control.COMMIT);
            }
            transaction = Transaction.NONE;
        } catch (SQLException e) {
            checkStillOpen(e);
            throw e;
        }
        transactionEnded();
    }

    private void commitWrite() throws SQLException {
        TransactionObserver told = observer;
        if (told == null) {
            NativeGate.call(() -> control(Control.COMMIT));
            return;
        }
        told.committing();
        try {
            NativeGate.call(() -> control(Control.COMMIT));
        } catch (SQLException e) {
            told.committed(e);
            throw e;
        }
        told.committed(null);
    }

    /** Begins a unit's part of a transaction that others have a part in. */
    public void beginPart() throws SQLException {
        control(Control.BEGIN_PART);
        if (observer != null) {
            observer.partBegun();
        }
    }

    /** Keeps what was done since {@link #beginPart}. Open cursors are closed first: beside one of RETURNING, RELEASE would say busy. */
    public void endPart() throws SQLException {
        closeCursors();
        control(Control.END_PART);
    }

    /**
     * Writes a page of the file as it is, within the open transaction, so that its COMMIT writes to the log and syncs it. The header's
     * field for the user's version is the one that SQLite writes without comparing, and to which nothing else is tied.
     */
    public void touchFile() throws SQLException {
        execute("pragma user_version=" + number(Control.USER_VERSION));
    }

    /** Undoes what was done since {@link #beginPart}. Open cursors are closed first, since an interrupt stays pending beside them. */
    public void undoPart() throws SQLException {
        closeCursors();
        schemaTouched = true;
        control(Control.UNDO_PART);
        control(Control.END_PART);
    }

    /**
     * Tells whether the schema may hold deferred foreign keys: a violation passes the end of a part and fails the COMMIT, or is made good by
     * somebody else's part. It is asked while the write lock is held, so no other process can change the schema meanwhile.
     */
    public boolean hasDeferredConstraints() throws SQLException {
        if (schemaTouched) {
            schemaTouched = false;
            long version = number(Control.SCHEMA_VERSION);
            if (version != examinedSchema) {
                deferredConstraints = findDeferred();
                examinedSchema = version;
            }
        }
        return deferredConstraints;
    }

    /** Says that the schema may not be what it was: a statement may have changed it, or a transaction has begun or was undone. */
    public void touchSchema() {
        schemaTouched = true;
    }

    private boolean findDeferred() throws SQLException {
        try (PreparedStatement statement = driver.prepareStatement(
                        "select exists (select 1 from sqlite_schema where instr(upper(sql), 'DEFERRED') > 0)");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private long number(Control control) throws SQLException {
        try (ResultSet row = controlStatement(control).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            forget(control);
            throw e;
        }
    }

    /** Rolls back, whatever the state; never throws. A failure puts the connection in doubt. */
    public void rollback() {
        closeCursors();
        if (transaction == Transaction.READ || transaction == Transaction.WRITE) {
            try {
                NativeGate.call(() -> control(Control.ROLLBACK));
            } catch (SQLException e) {
                checkStillOpen(e);
                if (transaction != Transaction.LOST) {
                    doubt("ROLLBACK failed: " + e.getMessage());
                }
            }
        }
        transaction = Transaction.NONE;
        lossCause = null;
        schemaTouched = true;
        transactionEnded();
    }

    /**
     * What a checkpoint says of the log.
     *
     * @param busy whether somebody kept it from doing all that it was to do
     * @param pages how many pages the log holds, -1 where that can't be told
     * @param moved how many of them are in the database file
     */
    public record Log(boolean busy, long pages, long moved) {}

    /** Runs a checkpoint, outside a transaction. */
    public Log checkpoint(String mode) throws SQLException {
        return NativeGate.call(() -> {
            try (PreparedStatement statement = driver.prepareStatement("pragma wal_checkpoint(" + mode + ")");
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? new Log(row.getInt(1) != 0, row.getLong(2), row.getLong(3)) : new Log(true, -1, -1);
            }
        });
    }

    public long pageSize() throws SQLException {
        try (PreparedStatement statement = driver.prepareStatement("pragma page_size");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Returns how many pages of the file hold something. */
    public long usedPages() throws SQLException {
        return value("pragma page_count") - value("pragma freelist_count");
    }

    private long value(String sql) throws SQLException {
        try (PreparedStatement statement = driver.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * Writes a copy of the database, as it is at one moment, into a file that is empty, and syncs that. SQLite reads and writes row by row on this
     * thread; only a connection that was opened for copying may.
     *
     * @param goesOn asked often, some microseconds of work apart, on this thread; may take its time, since no lock but that of the snapshot is
     *     held. Must not throw
     * @throws SQLException with the code for an interrupt where that said no
     */
    public void copyInto(Path file, BooleanSupplier goesOn) throws SQLException {
        watched(goesOn, () -> {
            try (PreparedStatement statement = driver.prepareStatement("vacuum into ?")) {
                statement.setString(1, file.toString());
                return statement.executeUpdate();
            }
        });
    }

    /**
     * Looks for damage, and returns the first that is found.
     *
     * @param thoroughly whether each index is compared with its table as well
     * @param goesOn as that of {@link #copyInto}
     */
    public Optional<String> findDamage(boolean thoroughly, BooleanSupplier goesOn) throws SQLException {
        return watched(goesOn, () -> {
            String check = thoroughly ? "integrity_check" : "quick_check";
            try (PreparedStatement statement = driver.prepareStatement("pragma " + check + "(1)");
                    ResultSet row = statement.executeQuery()) {
                String found = row.next() ? row.getString(1) : "it said nothing";
                return "ok".equals(found) ? Optional.empty() : Optional.of(found);
            }
        });
    }

    /** Runs a call with SQLite's progress handler set. */
    @CanIgnoreReturnValue
    private <T> T watched(BooleanSupplier goesOn, NativeGate.NativeCall<T> call) throws SQLException {
        ProgressHandler.setHandler(driver, OPERATIONS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return goesOn.getAsBoolean() ? 0 : 1;
            }
        });
        try {
            return NativeGate.call(call);
        } finally {
            ProgressHandler.clearHandler(driver);
        }
    }

    /** Returns how many rows this connection has changed in all. */
    public long totalChanges() throws SQLException {
        return driver.getDatabase().total_changes();
    }

    /** Returns how many rows the last statement changed that was to change any. */
    public long changes() throws SQLException {
        return driver.getDatabase().changes();
    }

    /** Notes whose the answers about the last write are, for {@link #writerBefore} in the next lease. */
    public void noteWriter(Object ofThisLease) {
        writer = ofThisLease;
    }

    /** Returns what was noted in the lease before this one; null if nothing was. */
    public @Nullable Object writerBefore() {
        return writerBefore;
    }

    /** Begins to watch which rows are inserted, until {@link #stopWatchingInserts} or the borrower's end. */
    public InsertWatch watchInserts() throws SQLException {
        InsertWatch watch = new InsertWatch();
        // The driver does not look whether its handle is still there.
        synchronized (driver.getDatabase()) {
            if (!driver.isClosed()) {
                driver.addUpdateListener(watch);
            }
        }
        insertWatch = watch;
        return watch;
    }

    public void stopWatchingInserts() {
        InsertWatch watch = insertWatch;
        if (watch == null) {
            return;
        }
        insertWatch = null;
        synchronized (driver.getDatabase()) {
            try {
                if (!driver.isClosed()) {
                    driver.removeUpdateListener(watch);
                }
            } catch (SQLException e) {
                doubt("a listener could not be removed: " + e.getMessage());
            }
        }
    }

    /** Runs a statement of the engine's own that is not worth caching, such as SAVEPOINT. */
    public void execute(String sql) throws SQLException {
        NativeGate.call(() -> {
            driver.getDatabase().exec(sql, false);
            return true;
        });
    }

    /**
     * Asks after an error inside a transaction whether it is still open, and sets the state to LOST where SQLite rolled it back by itself.
     * The driver can't tell (it does not offer {@code sqlite3_get_autocommit}), but a bare BEGIN can: it fails
     * while a transaction is open.
     */
    public void checkStillOpen(SQLException error) {
        if (transaction == Transaction.NONE || transaction == Transaction.LOST) {
            return;
        }
        int code = tryBegin();
        if (code == ResultCode.INTERRUPT) {
            // An interrupt stays pending while a cursor is open, and then hits our question too.
            closeCursors();
            code = tryBegin();
        }
        if (code == ResultCode.ERROR) {
            return;
        }
        transaction = Transaction.LOST;
        lossCause = error;
        if (code == 0) {
            try {
                execute("rollback");
            } catch (SQLException e) {
                doubt("the transaction opened to ask for its state did not roll back: " + e.getMessage());
            }
        } else {
            doubt("whether a transaction is open could not be found out: result code " + code);
        }
        transactionEnded();
    }

    /** Gives the transaction up where a part of it could not be undone: nothing further may run in it, and it can only be rolled back. */
    public void lose(SQLException cause) {
        if (transaction == Transaction.READ || transaction == Transaction.WRITE) {
            rollback();
            transaction = Transaction.LOST;
            lossCause = cause;
        }
    }

    private int tryBegin() {
        try {
            execute("begin");
            return 0;
        } catch (SQLException e) {
            return ResultCode.primary(ResultCode.extended(e));
        }
    }

    /** Returns a number that changes whenever another connection commits; the last one known where it can't be read now. */
    long dataVersion() {
        try {
            lastDataVersion = number(Control.DATA_VERSION);
        } catch (SQLException e) {
            // It is known from before.
        }
        return lastDataVersion;
    }

    /** Runs a control statement; what it returns has no meaning. */
    @CanIgnoreReturnValue
    private boolean control(Control control) throws SQLException {
        try {
            return controlStatement(control).execute();
        } catch (SQLException e) {
            if (ResultCode.primary(ResultCode.extended(e)) != ResultCode.BUSY) {
                // The driver finalizes a statement on most errors.
                forget(control);
            }
            throw e;
        }
    }

    private PreparedStatement controlStatement(Control control) throws SQLException {
        PreparedStatement statement = controls.get(control);
        if (statement == null) {
            statement = driver.prepareStatement(control.sql());
            controls.put(control, statement);
        }
        return statement;
    }

    private void forget(Control control) {
        PreparedStatement statement = controls.remove(control);
        if (statement != null) {
            try {
                statement.close();
            } catch (SQLException e) {
                doubt("a statement did not close: " + e.getMessage());
            }
        }
    }

    // Statements -----------------------------------------------------------------------------------------------------

    /** Checks an idle statement of that text out of the cache; null if there is none. */
    @Nullable
    CachedStatement find(String sql) {
        CachedStatement statement = cache.find(sql);
        if (statement != null) {
            statement.inUse = true;
            inUse.add(statement);
        }
        return statement;
    }

    /** Compiles a statement and checks it out. {@code key} is the text by which it will be found again. */
    CachedStatement compile(String key, SqlStatement statement) throws SQLException {
        CachedStatement compiled =
                new CachedStatement(key, statement, NativeGate.call(() -> driver.prepareStatement(statement.text())));
        compiled.inUse = true;
        inUse.add(compiled);
        // Some assigning pragmas act when they are compiled, and not again when they run.
        if (statement.kind() != Kind.PRAGMA_WRITE) {
            for (CachedStatement evicted : cache.add(compiled)) {
                close(evicted);
            }
        }
        return compiled;
    }

    /** Takes a statement back: to the cache, or to be closed. */
    void release(CachedStatement statement) {
        if (!statement.inUse) {
            return;
        }
        statement.inUse = false;
        for (int i = inUse.size() - 1; i >= 0; i--) {
            if (inUse.get(i) == statement) {
                inUse.remove(i);
                break;
            }
        }
        if (!statement.broken) {
            try {
                statement.closeCursor();
                statement.prepared().clearParameters();
            } catch (SQLException e) {
                statement.broken = true;
            }
        }
        if (statement.broken || statement.onlyOnce) {
            cache.remove(statement);
        }
        if (!statement.cached) {
            close(statement);
        }
    }

    private void close(CachedStatement statement) {
        try {
            statement.prepared().close();
        } catch (SQLException e) {
            // Closing reports the statement's last error once more; the connection itself is what counts.
            if (!statement.broken) {
                doubt("a statement did not close: " + e.getMessage());
            }
        }
    }

    /** Resets every statement that is checked out, so that none holds a snapshot or is in progress. */
    void closeCursors() {
        for (int i = inUse.size() - 1; i >= 0; i--) {
            closeCursor(inUse.get(i));
        }
    }

    /** Resets the statements that write: beside one with rows left, of RETURNING, SQLite refuses to set a savepoint. */
    void closeWritingCursors() {
        for (int i = inUse.size() - 1; i >= 0; i--) {
            if (inUse.get(i).statement().kind() != Kind.SELECT) {
                closeCursor(inUse.get(i));
            }
        }
    }

    private void closeCursor(CachedStatement statement) {
        try {
            statement.closeCursor();
        } catch (SQLException e) {
            statement.markBroken();
            doubt("a cursor did not close: " + e.getMessage());
        }
    }

    List<CachedStatement> statementsInUse() {
        return inUse;
    }

    /** Takes back every statement that is checked out. */
    void releaseAll() {
        for (int i = inUse.size() - 1; i >= 0; i--) {
            release(inUse.get(i));
        }
    }

    /** Closes the connection. {@code reason} is for the events. */
    public void close(String reason) throws SQLException {
        String known = doubt;
        try {
            NativeGate.call(() -> {
                // The driver's monitor first: it is free once no statement runs, and an interrupt still reaches one
                // that does.
                synchronized (driver.getDatabase()) {
                    interruptLock.lock();
                    try {
                        closed = true;
                    } finally {
                        interruptLock.unlock();
                    }
                    driver.close();
                }
                return true;
            });
        } finally {
            // One that was open has been rolled back by that.
            transactionEnded();
            events.connectionClosed(role, known != null ? known : reason, known != null);
        }
    }
}
