package dev.sqlane.sqlite.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Holder;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.StaleSnapshotException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.Synchronous;
import dev.sqlane.sqlite.internal.connection.BusyWait;
import dev.sqlane.sqlite.internal.connection.ConnectionOpener;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one write connection of a file: opened when it is first needed, or after the last one came into doubt; lent to one session after another;
 * closed. Here write transactions begin.
 *
 * <p><b>Ownership.</b> {@link #connection} and {@link #level} belong to whoever owns the place in the write queue: a unit, a JDBC
 * borrower, a maintenance, or the closer. Others only read {@code connection}, which is volatile for that, to report its lease
 * or to interrupt it.
 */
final class WriteSlot {
    /** How long the closer waits for other processes before it leaves the log to them. */
    private static final Duration REOPENING = Duration.ofSeconds(1);

    private final Path path;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final BusyWait busyWait;
    private final WriteQueue queue;
    private final Checkpointer checkpointer;
    private final ConnectionOpener opener;
    private final LongAdder opened = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder committedByJdbc = new LongAdder();
    private final LongAdder rolledBackByJdbc = new LongAdder();

    /** Serves all sessions. */
    private final Session.Beginner beginner = new Session.Beginner() {
        @Override
        public void begin(Session session, Deadline deadline, @Nullable InterruptGuard guard) throws SQLException {
            Task task = session.task();
            beginImmediate(session.connection(), task, levelOf(task), deadline, guard);
        }

        @Override
        public void ended(boolean committed) {
            (committed ? committedByJdbc : rolledBackByJdbc).increment();
        }
    };

    /** Null to a connection (opened by the owner of the place) and back (found in doubt, or closed). */
    private volatile @Nullable PhysicalConnection connection;

    /** False to true, once, by a closer that did not get the place in time: from then on nothing begins. */
    private volatile boolean closing;

    /** At which level the connection stands; changed only between transactions. */
    private Synchronous level;

    WriteSlot(
            Path path,
            FileIdentity identity,
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            BusyWait busyWait,
            WriteQueue queue,
            Checkpointer checkpointer) {
        this.path = path;
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.busyWait = busyWait;
        this.queue = queue;
        this.checkpointer = checkpointer;
        this.opener = new ConnectionOpener(Role.WRITE, path, identity, configuration, busyWait, events);
        this.level = configuration.synchronous();
    }

    ConnectionOpener opener() {
        return opener;
    }

    long opened() {
        return opened.sum();
    }

    long discarded() {
        return discarded.sum();
    }

    long timedOut() {
        return timedOut.sum();
    }

    /** Returns how many transactions JDBC connections have committed, those of single statements in auto-commit included. */
    long committedByJdbc() {
        return committedByJdbc.sum();
    }

    long rolledBackByJdbc() {
        return rolledBackByJdbc.sum();
    }

    void countTimeout() {
        timedOut.increment();
    }

    boolean isOpen() {
        return connection != null;
    }

    /** Returns the connection; null where the closer has closed it. Called by the owner of the place. */
    @Nullable
    PhysicalConnection connection() {
        return connection;
    }

    /** Says that the connection's state is unknown: whoever needs it next closes it, which rolls an open transaction back, and opens another. */
    void doubt(String reason) {
        PhysicalConnection writer = connection;
        if (writer != null) {
            writer.doubt(reason);
        }
    }

    /** Tells whether the closer has lost patience: whoever owns the connection ends what it does. */
    boolean isClosing() {
        return closing;
    }

    // Lending --------------------------------------------------------------------------------------------------------

    PhysicalConnection ensureOpen(Deadline deadline) throws SQLException {
        PhysicalConnection open = connection;
        if (open != null && open.doubt() != null) {
            closeIfInDoubt(open);
            open = null;
        }
        if (open == null) {
            open = opener.open(deadline);
            opened.increment();
            level = configuration.synchronous();
            connection = open;
        }
        // After it was published: either the closer sees the connection, or this sees that it closes.
        if (closing) {
            closeConnection("the database was closed");
            throw closed();
        }
        return open;
    }

    /** As {@link #ensureOpen}, for a borrower whose statements may commit by themselves: as durable as the database is configured. */
    PhysicalConnection ensureOpenAsConfigured(Deadline deadline) throws SQLException {
        PhysicalConnection writer = ensureOpen(deadline);
        setLevel(writer, configuration.synchronous());
        return writer;
    }

    ClosedException closed() {
        return new ClosedException("The write pool of " + path + " is closed.", null);
    }

    Lease lend(
            PhysicalConnection writer,
            Session.Mode mode,
            Task task,
            Supplier<Deadline> deadlines,
            @Nullable Throwable borrowedAt) {
        Session session = new Session(writer, mode, task, busyWait, deadlines, beginner);
        Lease lease = new Lease(session, Thread.currentThread(), time.nanoTime(), borrowedAt);
        writer.lend(lease);
        return lease;
    }

    /**
     * Ends a session and its lease, and closes the connection if it is in doubt.
     *
     * @return false where the closer has taken the connection away
     */
    @CanIgnoreReturnValue
    boolean end(Lease lease) {
        boolean kept = false;
        try {
            lease.session().end();
        } finally {
            kept = endLease(lease);
            if (kept) {
                endTransaction(lease.session().connection());
            }
        }
        return kept;
    }

    /** As {@link #end}, of the lease alone. */
    boolean endLease(Lease lease) {
        PhysicalConnection writer = lease.session().connection();
        if (!writer.endLease(lease)) {
            // The closer has closed it, unless it had just been opened again.
            writer.doubt("it was revoked");
            return false;
        }
        return true;
    }

    /** Gives the connection back as the next transaction wants it. */
    void endTransaction(PhysicalConnection writer) {
        closeIfInDoubt(writer);
        checkpointer.wrote();
    }

    private void closeIfInDoubt(PhysicalConnection writer) {
        if (writer.doubt() != null) {
            discarded.increment();
            closeConnection("in doubt");
        }
    }

    private void closeConnection(String reason) {
        PhysicalConnection writer = connection;
        connection = null;
        if (writer != null) {
            try {
                writer.close(reason);
            } catch (SQLException e) {
                events.skipped("closing the write connection in order", e);
            }
        }
    }

    Optional<Holder> holder(boolean withStack) {
        PhysicalConnection writer = connection;
        Lease lease = writer == null ? null : writer.lease();
        return Optional.ofNullable(lease).map(held -> held.report(time.nanoTime(), withStack));
    }

    // Beginning ------------------------------------------------------------------------------------------------------

    /** Returns how durable a task's commit has to be. */
    Synchronous levelOf(Task task) {
        return switch (task.durability()) {
            case DEFAULT -> configuration.synchronous();
            case NORMAL -> Synchronous.NORMAL;
            case FULL -> Synchronous.FULL;
        };
    }

    /** Tells whether commits at this level give a task what it asks for. In WAL mode EXTRA is no more than FULL. */
    boolean suffices(Synchronous level, Task task) {
        return level.level() >= Math.min(levelOf(task).level(), Synchronous.FULL.level());
    }

    /**
     * Opens the connection where it must, and begins a transaction under the deadline. Where the connection still has an old snapshot
     * open, which should not be, it is replaced, and the transaction begun on the next one.
     */
    PhysicalConnection begin(Task task, Synchronous wanted, Deadline deadline) throws SQLException {
        try {
            return beginOnce(task, wanted, deadline);
        } catch (StaleSnapshotException e) {
            return beginOnce(task, wanted, deadline);
        }
    }

    private PhysicalConnection beginOnce(Task task, Synchronous wanted, Deadline deadline) throws SQLException {
        PhysicalConnection writer = ensureOpen(deadline);
        boolean begun = false;
        try {
            beginImmediate(writer, task, wanted, deadline, null);
            begun = true;
        } finally {
            if (!begun) {
                closeIfInDoubt(writer);
            }
        }
        return writer;
    }

    /**
     * Takes the write lock. The head of the queue alone contends for it with other processes; when it gives up because one
     * of them kept the lock for the whole busy timeout, everybody who queues behind it is told so now, rather than each after
     * a busy timeout of its own.
     */
    private void beginImmediate(
            PhysicalConnection writer, Task task, Synchronous wanted, Deadline deadline, @Nullable InterruptGuard guard)
            throws SQLException {
        boolean begun = false;
        try {
            setLevel(writer, wanted);
            takeLock(writer, task, deadline, guard);
            begun = true;
        } catch (BusyException e) {
            queue.failWaiting(place -> new BusyException(
                    "Task \"" + place.task().name() + "\" in the write pool of " + path
                            + " failed together with the head of the queue, task \"" + task.name() + "\": "
                            + e.getMessage(),
                    e.getErrorCode(),
                    e));
            throw e;
        } catch (DeadlineException e) {
            timedOut.increment();
            throw e;
        } catch (SqlaneException e) {
            throw e;
        } catch (SQLException e) {
            if (ResultCode.extended(e) == ResultCode.BUSY_SNAPSHOT) {
                writer.doubt("BEGIN IMMEDIATE met a stale snapshot: something of an earlier borrower is still open");
                throw new StaleSnapshotException(
                        "Task \"" + task.name()
                                + "\" could not begin: the write connection still had an old snapshot open. It is being replaced; run the task again.",
                        e);
            }
            if (ResultCode.primary(ResultCode.extended(e)) != ResultCode.BUSY) {
                writer.doubt("BEGIN IMMEDIATE failed: " + e.getMessage());
            }
            throw ErrorTranslation.ofDriver(e);
        } finally {
            if (!begun && writer.transaction() != Transaction.NONE) {
                // Whoever comes next would work in a transaction that nobody commits.
                writer.doubt("an error came after BEGIN IMMEDIATE");
            }
        }
    }

    private void takeLock(PhysicalConnection writer, Task task, Deadline deadline, @Nullable InterruptGuard guard)
            throws SQLException {
        boolean listening = events.isListening();
        long start = listening ? time.nanoTime() : 0;
        Span lock = events.flight().lock(task);
        SQLException failure = null;
        try {
            busyWait.until(writer, task, () -> deadline, guard, () -> {
                writer.beginImmediate();
                return true;
            });
        } catch (SQLException e) {
            failure = e;
            throw e;
        } finally {
            lock.end(failure);
        }
        if (listening || events.flight().recordsCommits()) {
            writer.observe(new TransactionReport(events, time, task));
        }
        if (listening) {
            events.transactionBegun(task, Duration.ofNanos(time.nanoTime() - start));
        }
    }

    /** The level can't be changed inside a transaction; it stays as it is until somebody wants another. */
    private void setLevel(PhysicalConnection writer, Synchronous wanted) throws SQLException {
        if (wanted != level) {
            writer.execute("pragma synchronous=" + wanted.level());
            level = wanted;
        }
    }

    // Closing --------------------------------------------------------------------------------------------------------

    void interrupt() {
        PhysicalConnection writer = connection;
        if (writer != null) {
            writer.interrupt();
        }
    }

    /**
     * Lets nothing begin any more, and takes the connection away from a borrower who did not give it back.
     *
     * @return whether there was one
     */
    boolean revoke() {
        closing = true;
        PhysicalConnection writer = connection;
        Lease lease = writer == null ? null : writer.lease();
        if (writer != null && lease != null && writer.endLease(lease)) {
            lease.session().revoke("the database was closed while it was out");
            closeConnection("revoked at close");
            return true;
        }
        return false;
    }

    /**
     * Closes the connection, as the last one of the file: SQLite then empties the log and removes it. Where the connection was given up
     * meanwhile it is opened once more for that, since the readers can't. Called by the closer.
     */
    void close() {
        if (connection == null && opened.sum() > 0 && !closing) {
            try {
                connection = opener.open(new Deadline(time, REOPENING));
            } catch (SQLException e) {
                events.skipped("opening the write connection once more to remove the log", e);
            }
        }
        PhysicalConnection writer = connection;
        if (writer != null) {
            quietly(writer, "pragma optimize");
            quietly(writer, "pragma wal_checkpoint(passive)");
        }
        closeConnection("the database is closed");
    }

    /** Runs what is good to have done and no reason to fail: another process may hold the lock now. */
    private void quietly(PhysicalConnection writer, String pragma) {
        try {
            writer.execute(pragma);
        } catch (SQLException e) {
            events.skipped(pragma, e);
        }
    }
}
