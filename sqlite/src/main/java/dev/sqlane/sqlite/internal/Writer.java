package dev.sqlane.sqlite.internal;

import dev.sqlane.BusyException;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Durability;
import dev.sqlane.Holder;
import dev.sqlane.OutcomeUnknownException;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.StaleSnapshotException;
import dev.sqlane.Task;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase.MaintenanceWork;
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
import dev.sqlane.sqlite.internal.jdbc.SessionConnection;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The write connection of one file and the queue before it.
 *
 * <p><b>Ownership.</b> {@link #connection} and {@link #level} belong to whoever owns the queue's place: a unit, a JDBC borrower, a
 * maintenance, or the closer. Others only read {@code connection}, which is volatile for that, to report its lease or to
 * interrupt it.
 *
 * <p><b>On every way out</b> of a unit its session has ended, so that no transaction is open, and its place is given up. A connection
 * in doubt is closed before the place goes to the next, who opens a new one.
 */
final class Writer {
    /** How often a unit whose COMMIT failed with an I/O error is run before its outcome is called unknown. */
    static final int MAXIMUM_RUNS = 3;

    private static final Task JDBC = Task.named("JDBC connection");
    private static final Task CLOSE = Task.named("close");

    private final Path path;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final BusyWait busyWait;
    private final ThreadLocal<@Nullable Unit> current;
    private final ConnectionOpener opener;
    private final WriteQueue queue;
    private final Borrowing borrowing;
    private final LongAdder opened = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder replayed = new LongAdder();

    /** Null to a connection (opened by the owner of the place) and back (found in doubt, or closed). */
    private volatile @Nullable PhysicalConnection connection;

    /** False to true, once, by a closer that did not get the place in time: from then on nothing begins. */
    private volatile boolean closing;

    /** At which level the connection stands; changed only between transactions. */
    private Synchronous level;

    Writer(
            Path path,
            FileIdentity identity,
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            BusyWait busyWait,
            ThreadLocal<@Nullable Unit> current) {
        this.path = path;
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.busyWait = busyWait;
        this.current = current;
        this.opener = new ConnectionOpener(Role.WRITE, path, identity, configuration, busyWait, events);
        this.queue = new WriteQueue(events);
        this.borrowing = new Borrowing(Role.WRITE, time, events, configuration.leakStacks());
        this.level = configuration.synchronous();
    }

    /** Opens the connection ahead of need, which puts the file into WAL mode and shows at once what is wrong with it. */
    void openFirst(Deadline deadline) throws SQLException {
        Task open = Task.named("open");
        WriteQueue.Place place = enter(open, deadline);
        try {
            ensureOpen(deadline);
        } finally {
            queue.leave(place);
        }
    }

    // Units ----------------------------------------------------------------------------------------------------------

    <T extends @Nullable Object, X extends Exception> T write(Task task, WriteWork<T, X> work) throws SQLException, X {
        return write(task, deadline(task), work);
    }

    <T extends @Nullable Object, X extends Exception> T write(Task task, Deadline deadline, WriteWork<T, X> work)
            throws SQLException, X {
        Unit outer = current.get();
        if (outer != null) {
            throw outer.refuseWrite(task);
        }
        WriteQueue.Place place = enter(task, deadline);
        Completed<T> completed;
        try {
            completed = runUntilCommitted(task, deadline, work);
        } finally {
            queue.leave(place);
        }
        runAfterCommit(task, completed.afterCommit());
        return completed.result();
    }

    private record Completed<T extends @Nullable Object>(T result, List<Runnable> afterCommit) {}

    /**
     * Runs the unit, and runs it again where its COMMIT failed with an I/O error. Such a commit may become durable after all, if the process dies
     * now and the log is recovered; while it lives, and ROLLBACK has left no transaction open, the next commit overwrites it in the log.
     * So a replay makes the outcome certain, and where none commits the outcome is unknown, whatever the replay failed with.
     */
    private <T extends @Nullable Object, X extends Exception> Completed<T> runUntilCommitted(
            Task task, Deadline deadline, WriteWork<T, X> work) throws SQLException, X {
        SQLException uncertain = null;
        for (int run = 1; ; run++) {
            try {
                return runOnce(task, deadline, work);
            } catch (UncertainCommit e) {
                uncertain = e.commitFailure;
                if (!task.replayable() || run >= MAXIMUM_RUNS || !e.rolledBack) {
                    throw outcomeUnknown(task, uncertain, null);
                }
                replayed.increment();
                events.replayed(task, uncertain);
            } catch (Throwable e) {
                if (uncertain != null) {
                    throw outcomeUnknown(task, uncertain, e);
                }
                throw e;
            }
        }
    }

    private <T extends @Nullable Object, X extends Exception> Completed<T> runOnce(
            Task task, Deadline deadline, WriteWork<T, X> work) throws SQLException, X, UncertainCommit {
        Lease lease = begin(task, deadline);
        Session session = lease.session();
        boolean listening = events.isListening();
        long start = listening ? time.nanoTime() : 0;
        Throwable failure = null;
        try {
            if (listening) {
                events.unitStarted(Role.WRITE, task, deadline.waited());
            }
            boolean syncIfEmpty = level == Synchronous.FULL && configuration.synchronous() != Synchronous.FULL;
            long changesBefore = syncIfEmpty ? session.connection().totalChanges() : 0;
            WriteUnitConnection handle = new WriteUnitConnection(session);
            current.set(new Unit(Role.WRITE, task, session, handle, false));
            T result = work.run(handle);
            boolean empty = syncIfEmpty && session.connection().totalChanges() == changesBefore;
            commit(session);
            committed.increment();
            if (empty) {
                syncEarlierCommits(session.connection());
            }
            return new Completed<>(result, handle.afterCommitActions());
        } catch (Throwable e) {
            failure = e;
            rolledBack.increment();
            throw e;
        } finally {
            current.set(null);
            end(lease);
            if (listening) {
                events.unitEnded(Role.WRITE, task, Duration.ofNanos(time.nanoTime() - start), failure);
            }
        }
    }

    /**
     * Begins the transaction under the deadline, and lends the connection to a new session. Where the connection still has an old
     * snapshot open, which should not be, it is replaced, and the unit begins on the next one.
     */
    private Lease begin(Task task, Deadline deadline) throws SQLException {
        try {
            return beginOn(open(task, deadline), task, deadline);
        } catch (StaleSnapshotException e) {
            return beginOn(open(task, deadline), task, deadline);
        }
    }

    private PhysicalConnection open(Task task, Deadline deadline) throws SQLException {
        try {
            return ensureOpen(deadline);
        } catch (SqlaneException e) {
            events.unitRefused(Role.WRITE, task, deadline.waited(), e);
            throw e;
        }
    }

    private Lease beginOn(PhysicalConnection writer, Task task, Deadline deadline) throws SQLException {
        Lease lease = lend(writer, Session.Mode.WRITE_UNIT, task, () -> deadline, null);
        boolean begun = false;
        try {
            beginImmediate(writer, task, deadline, null);
            begun = true;
        } finally {
            if (!begun) {
                end(lease);
            }
        }
        return lease;
    }

    /**
     * Takes the write lock. The head of the queue alone contends for it with other processes; when it gives up because one
     * of them kept the lock for the whole busy timeout, everybody who queues behind it is told so now, rather than each after
     * a busy timeout of its own.
     */
    private void beginImmediate(PhysicalConnection writer, Task task, Deadline deadline, @Nullable InterruptGuard guard)
            throws SQLException {
        try {
            setLevel(writer, task);
            busyWait.until(writer, task, () -> deadline, guard, () -> {
                writer.beginImmediate();
                return true;
            });
        } catch (BusyException e) {
            events.unitRefused(Role.WRITE, task, deadline.waited(), e);
            queue.failWaiting(place -> new BusyException(
                    "Task \"" + place.task().name() + "\" in the write pool of " + path
                            + " failed together with the head of the queue, task \"" + task.name() + "\": "
                            + e.getMessage(),
                    e.getErrorCode(),
                    e));
            throw e;
        } catch (SqlaneException e) {
            if (e instanceof DeadlineException) {
                timedOut.increment();
            }
            events.unitRefused(Role.WRITE, task, deadline.waited(), e);
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
        }
    }

    /** The level can't be changed inside a transaction; it stays as it is until a unit wants another. */
    private void setLevel(PhysicalConnection writer, Task task) throws SQLException {
        Synchronous wanted = task.durability() == Durability.DEFAULT
                ? configuration.synchronous()
                : task.durability() == Durability.FULL ? Synchronous.FULL : Synchronous.NORMAL;
        if (wanted != level) {
            writer.execute("pragma synchronous=" + wanted.level());
            level = wanted;
        }
    }

    /** A transaction that changed no page syncs nothing; a PASSIVE checkpoint syncs the log with the commits before it. */
    private void syncEarlierCommits(PhysicalConnection writer) {
        try {
            writer.execute("pragma wal_checkpoint(passive)");
        } catch (SQLException e) {
            writer.doubt("the checkpoint after an empty unit failed: " + e.getMessage());
        }
    }

    private void commit(Session session) throws SQLException, UncertainCommit {
        PhysicalConnection writer = session.connection();
        if (writer.transaction() == Transaction.LOST) {
            throw session.collapsed("it returned as if it had not");
        }
        session.checkOpen();
        try {
            writer.commit();
        } catch (SQLException e) {
            if (ResultCode.primary(ResultCode.extended(e)) == ResultCode.IO_ERROR) {
                writer.rollback();
                throw new UncertainCommit(e, writer.doubt() == null);
            }
            // A deferred constraint, a full disk: the transaction is not in the log, and is rolled back by end().
            throw ErrorTranslation.ofDriver(e);
        }
    }

    private static OutcomeUnknownException outcomeUnknown(Task task, SQLException commit, @Nullable Throwable replay) {
        OutcomeUnknownException unknown = new OutcomeUnknownException(
                "COMMIT of task \"" + task.name()
                        + "\" in the write pool failed with an I/O error (SQLite result code "
                        + ResultCode.extended(commit) + "), and "
                        + (task.replayable() ? "no later run of it committed either" : "it must not be run again")
                        + ". It may become durable all the same if the process ends now. Look at the data before you repeat it.",
                commit);
        if (replay != null) {
            unknown.addSuppressed(replay);
        }
        return unknown;
    }

    /** COMMIT failed with an I/O error. Never leaves this class. */
    private static final class UncertainCommit extends Exception {
        private static final long serialVersionUID = 1L;

        final SQLException commitFailure;
        final boolean rolledBack;

        UncertainCommit(SQLException commitFailure, boolean rolledBack) {
            super(commitFailure);
            this.commitFailure = commitFailure;
            this.rolledBack = rolledBack;
        }
    }

    private void runAfterCommit(Task task, List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable e) {
                events.afterCommitFailed(task, e);
            }
        }
    }

    // JDBC and maintenance -------------------------------------------------------------------------------------------

    Connection getConnection() throws SQLException {
        refuseInsideUnit(JDBC);
        Deadline deadline = deadline(JDBC);
        WriteQueue.Place place = enter(JDBC, deadline);
        boolean lent = false;
        try {
            PhysicalConnection writer = ensureOpen(deadline);
            Lease lease = lend(writer, Session.Mode.WRITE_JDBC, JDBC, () -> deadline(JDBC), borrowing.stack(JDBC));
            Connection handle = borrowing.lend(lease, ended -> {
                try {
                    end(ended);
                } finally {
                    queue.leave(place);
                }
            });
            lent = true;
            return handle;
        } finally {
            if (!lent) {
                queue.leave(place);
            }
        }
    }

    <T extends @Nullable Object, X extends Exception> T maintain(Task task, MaintenanceWork<T, X> work)
            throws SQLException, X {
        refuseInsideUnit(task);
        Deadline deadline = deadline(task);
        WriteQueue.Place place = enter(task, deadline);
        try {
            PhysicalConnection writer = ensureOpen(deadline);
            Lease lease = lend(writer, Session.Mode.MAINTENANCE, task, () -> deadline(task), null);
            current.set(new Unit(Role.WRITE, task, lease.session(), new ReadUnitConnection(lease.session()), true));
            try {
                return work.run(new SessionConnection(lease.session(), () -> {}));
            } finally {
                current.set(null);
                end(lease);
            }
        } finally {
            queue.leave(place);
        }
    }

    private void refuseInsideUnit(Task task) throws SQLException {
        Unit outer = current.get();
        if (outer != null) {
            throw outer.refuseWrite(task);
        }
    }

    // The connection -------------------------------------------------------------------------------------------------

    private WriteQueue.Place enter(Task task, Deadline deadline) throws SqlaneException {
        try {
            return queue.enter(task, deadline, owner -> deadlinePassed(task, deadline));
        } catch (SqlaneException e) {
            events.unitRefused(Role.WRITE, task, deadline.waited(), e);
            throw e;
        }
    }

    private PhysicalConnection ensureOpen(Deadline deadline) throws SQLException {
        PhysicalConnection open = connection;
        if (open == null) {
            open = opener.open(deadline);
            opened.increment();
            level = configuration.synchronous();
            connection = open;
        }
        // After it was published: either the closer sees the connection, or this sees that it closes.
        if (closing) {
            closeConnection("the database was closed");
            throw new ClosedException("The write pool of " + path + " is closed.", null);
        }
        return open;
    }

    private Lease lend(
            PhysicalConnection writer,
            Session.Mode mode,
            Task task,
            Supplier<Deadline> deadlines,
            @Nullable Throwable borrowedAt) {
        Session session = new Session(
                writer,
                mode,
                task,
                busyWait,
                deadlines,
                (borrower, deadline, guard) -> beginImmediate(writer, task, deadline, guard));
        Lease lease = new Lease(session, Thread.currentThread(), time.nanoTime(), borrowedAt);
        writer.lend(lease);
        return lease;
    }

    /** Ends a session; closes the connection if it is in doubt. Called by the owner of the place. */
    private void end(Lease lease) {
        PhysicalConnection writer = lease.session().connection();
        try {
            lease.session().end();
        } finally {
            if (!writer.endLease(lease)) {
                // Revoked: the closer has closed it, unless it had just been opened again.
                writer.doubt("it was revoked");
            } else if (writer.doubt() != null) {
                discarded.increment();
                closeConnection("in doubt");
            }
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

    private Deadline deadline(Task task) {
        Duration timeout = task.timeoutOrNull();
        return new Deadline(time, timeout != null ? timeout : configuration.acquireTimeout());
    }

    private SqlaneException deadlinePassed(Task task, Deadline deadline) {
        timedOut.increment();
        Optional<Holder> holder = holder(true);
        int others = queue.waiting();
        return new DeadlineException(
                "Task \"" + task.name() + "\" waited " + deadline.waited().toMillis()
                        + " ms for the write pool of " + path + " and reached its deadline of "
                        + deadline.timeout().toMillis() + " ms. "
                        + holder.map(h -> "The write connection is held by " + h.summary() + " (stack below)")
                                .orElse("The write connection is changing hands")
                        + "; " + others
                        + " more wait. Make that unit shorter, or raise acquireTimeout or the task's timeout.",
                holder.orElse(null),
                null);
    }

    Optional<Holder> holder(boolean withStack) {
        PhysicalConnection writer = connection;
        Lease lease = writer == null ? null : writer.lease();
        return Optional.ofNullable(lease).map(held -> held.report(time.nanoTime(), withStack));
    }

    long committed() {
        return committed.sum();
    }

    long rolledBack() {
        return rolledBack.sum();
    }

    long replayed() {
        return replayed.sum();
    }

    PoolStatistics stats() {
        Optional<Holder> holder = holder(false);
        int open = connection == null ? 0 : 1;
        int active = holder.isPresent() ? 1 : 0;
        return new PoolStatistics(
                Role.WRITE,
                1,
                active,
                Math.max(0, open - active),
                queue.waiting(),
                opened.sum(),
                discarded.sum(),
                borrowing.leaked(),
                timedOut.sum(),
                opener.cacheHits(),
                opener.cacheMisses(),
                holder);
    }

    // Closing --------------------------------------------------------------------------------------------------------

    /**
     * Waits behind everybody who is in the queue already, and keeps the place for good.
     *
     * @return false where the deadline passed first
     */
    boolean drain(Deadline deadline) {
        return queue.enterToClose(CLOSE, deadline) != null;
    }

    void interrupt() {
        PhysicalConnection writer = connection;
        if (writer != null) {
            writer.interrupt();
        }
    }

    /** Takes the connection away from a borrower who did not give it back, and fails those who wait. */
    void revoke() {
        closing = true;
        queue.failWaiting(place -> new ClosedException(
                "Task \"" + place.task().name() + "\" was refused: the database was closed while it waited.", null));
        PhysicalConnection writer = connection;
        Lease lease = writer == null ? null : writer.lease();
        if (writer != null && lease != null && writer.endLease(lease)) {
            lease.session().revoke("the database was closed while it was out");
            closeConnection("revoked at close");
        }
    }

    /** Closes the connection, as the last one of the file: SQLite then empties the log and removes it. Called by the closer. */
    void close() {
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
