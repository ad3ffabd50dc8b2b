package dev.sqlane.sqlite.internal;

import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Holder;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase.MaintenanceWork;
import dev.sqlane.sqlite.internal.connection.BusyWait;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.dropin.Lender;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.jdbc.OneSession;
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
import org.jspecify.annotations.Nullable;

/**
 * The write side of one file: the queue, and who comes to it. Units are run by {@link #groups}; a JDBC borrower and a maintenance have the connection
 * to themselves.
 *
 * <p><b>On every way out</b> of a unit its session has ended, so that no transaction of its own is open, and its place is given
 * up. A connection in doubt is closed before the place goes to the next, who opens a new one.
 */
final class Writer {
    private static final Task JDBC = Task.named("JDBC connection");
    private static final Task DROP_IN = Task.named("drop-in connection");
    private static final Task CLOSE = Task.named("close");

    private final Path path;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final ThreadLocal<@Nullable Unit> current;
    private final WriteQueue queue;
    private final WriteSlot slot;
    private final GroupWriter groups;
    private final Borrowing borrowing;

    Writer(
            Path path,
            FileIdentity identity,
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            BusyWait busyWait,
            WriteQueue queue,
            Checkpointer checkpointer,
            LeakWatch leakWatch,
            ThreadLocal<@Nullable Unit> current) {
        this.path = path;
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.current = current;
        this.queue = queue;
        this.slot = new WriteSlot(path, identity, configuration, time, events, busyWait, queue, checkpointer);
        this.groups = new GroupWriter(configuration, time, events, queue, slot, current);
        this.borrowing = new Borrowing(Role.WRITE, time, events, leakWatch, configuration.leakStacks());
    }

    /** Opens the connection ahead of need, which puts the file into WAL mode and shows at once what is wrong with it. */
    void openFirst(Deadline deadline) throws SQLException {
        WriteQueue.Place place = enter(Task.named("open"), deadline, false);
        try {
            slot.ensureOpen(deadline);
        } finally {
            queue.leave(place);
        }
    }

    // Units ----------------------------------------------------------------------------------------------------------

    <T extends @Nullable Object, X extends Exception> T write(Task task, WriteWork<T, X> work) throws SQLException, X {
        refuseInsideUnit(task);
        PendingUnit<T> unit = new PendingUnit<>(task, deadline(task), work);
        write(unit, GroupWriter.Source.NONE);
        return unit.get();
    }

    /** Waits for the connection and runs a unit, and with it those of {@code following} that may share its transaction. Returns those that ran or were refused, each with its outcome. */
    List<PendingUnit<?>> write(PendingUnit<?> first, GroupWriter.Source following) {
        WriteQueue.Place place;
        try {
            place = enter(first.task(), first.deadline(), groups.mayShare(first.task()));
        } catch (SqlaneException e) {
            first.fail(e);
            return List.of(first);
        }
        List<PendingUnit<?>> units;
        try {
            units = groups.run(place, first, following);
        } finally {
            // Does nothing unless an error came before it could begin.
            groups.abandon(place);
        }
        for (PendingUnit<?> unit : units) {
            runAfterCommit(unit);
        }
        return units;
    }

    private void runAfterCommit(PendingUnit<?> unit) {
        for (Runnable action : unit.afterCommit()) {
            try {
                action.run();
            } catch (Throwable e) {
                events.afterCommitFailed(unit.task(), e);
            }
        }
    }

    // JDBC and maintenance -------------------------------------------------------------------------------------------

    Connection getConnection() throws SQLException {
        return lend(JDBC, deadline(JDBC), false, borrowing::lend);
    }

    /** Tells whether the transactions of JDBC connections share their COMMITs, which for that must be given back with each. */
    boolean sharesAll() {
        return groups.sharesAll();
    }

    /** Lends the connection to the drop-in; {@code joins} as in {@link Lender#writer}. */
    Lender.Loan lend(Object owner, @Nullable Duration limit, boolean joins, InterruptGuard guard) throws SQLException {
        Deadline deadline = limit == null ? deadline(DROP_IN) : new Deadline(time, limit);
        return guard.waiting(
                deadline,
                () -> lend(
                        DROP_IN,
                        deadline,
                        joins && groups.sharesAll(),
                        (lease, waited, home) -> borrowing.lend(lease, waited, home, owner)));
    }

    private <T> T lend(Task task, Deadline deadline, boolean joins, Borrowing.Wrapper<T> wrapper) throws SQLException {
        refuseInsideUnit(task);
        WriteQueue.Place place = enter(task, deadline, joins);
        WriteTurn turn = null;
        Lease lease = null;
        T lent = null;
        try {
            turn = new WriteTurn(slot, queue, groups, place, task, deadline, joins);
            PhysicalConnection writer = turn.begin();
            lease = lend(writer, Session.Mode.WRITE_JDBC, task, borrowing.stack(task, time.nanoTime()));
            lease.cameWith(place);
            if (turn.isPart()) {
                lease.session().setAutoCommit(false);
            }
            lent = wrapper.wrap(lease, deadline.waited(), turn);
            return lent;
        } finally {
            if (lent == null) {
                try {
                    if (turn != null) {
                        turn.abandon(lease);
                    }
                } finally {
                    groups.abandon(place);
                }
            }
        }
    }

    /** Returns where the connection was borrowed by whoever has it, if that was recorded. */
    @Nullable
    Throwable borrowedAt() {
        PhysicalConnection writer = slot.connection();
        Lease lease = writer == null ? null : writer.lease();
        return lease == null ? null : lease.borrowedAt();
    }

    <T extends @Nullable Object, X extends Exception> T maintain(Task task, MaintenanceWork<T, X> work)
            throws SQLException, X {
        refuseInsideUnit(task);
        Deadline deadline = deadline(task);
        WriteQueue.Place place = enter(task, deadline, false);
        try {
            PhysicalConnection writer = slot.ensureOpenAsConfigured(deadline);
            Lease lease = lend(writer, Session.Mode.MAINTENANCE, task, null);
            Throwable failure = null;
            Span run = Span.NONE;
            try {
                current.set(new Unit(Role.WRITE, task, lease.session(), new ReadUnitConnection(lease.session()), true));
                run = events.flight().run(Role.WRITE, task);
                if (events.isListening()) {
                    events.unitStarted(Role.WRITE, task, deadline.waited());
                }
                return work.run(new SessionConnection(new OneSession(lease.session())));
            } catch (Throwable e) {
                failure = e;
                throw e;
            } finally {
                current.set(null);
                try {
                    slot.end(lease);
                } finally {
                    run.end(failure);
                    if (events.isListening()) {
                        events.unitEnded(
                                Role.WRITE, task, Duration.ofNanos(time.nanoTime() - lease.sinceNanos()), failure);
                    }
                }
            }
        } finally {
            queue.leave(place);
        }
    }

    private Lease lend(PhysicalConnection writer, Session.Mode mode, Task task, @Nullable Throwable borrowedAt)
            throws SQLException {
        Lease lease = slot.lend(writer, mode, task, () -> deadline(task), borrowedAt);
        // After the lease was made: either the closer sees it, or this sees that it closes.
        if (slot.isClosing()) {
            slot.end(lease);
            throw slot.closed();
        }
        return lease;
    }

    private void refuseInsideUnit(Task task) throws SQLException {
        Unit outer = current.get();
        if (outer != null) {
            throw outer.refuseWrite(task);
        }
    }

    // The queue ------------------------------------------------------------------------------------------------------

    private WriteQueue.Place enter(Task task, Deadline deadline, boolean joins) throws SqlaneException {
        Span waiting = events.flight().queue(Role.WRITE, task);
        WriteQueue.Place place;
        try {
            place = queue.enter(task, deadline, joins, owner -> deadlinePassed(task, deadline));
        } catch (SqlaneException e) {
            events.unitRefused(Role.WRITE, task, deadline.waited(), e);
            waiting.end(e);
            throw e;
        }
        boolean told = false;
        try {
            waiting.end(null);
            told = true;
        } finally {
            if (!told) {
                groups.abandon(place);
            }
        }
        return place;
    }

    private Deadline deadline(Task task) {
        Duration timeout = task.timeoutOrNull();
        return new Deadline(time, timeout != null ? timeout : configuration.acquireTimeout());
    }

    void countTimeout() {
        slot.countTimeout();
    }

    private SqlaneException deadlinePassed(Task task, Deadline deadline) {
        slot.countTimeout();
        Optional<Holder> holder = slot.holder(true);
        PhysicalConnection writer = slot.connection();
        Lease lease = writer == null ? null : writer.lease();
        String pinnedBy = lease == null ? null : lease.pinnedBy();
        int others = queue.waiting();
        return new DeadlineException(
                "Task \"" + task.name() + "\" waited " + deadline.waited().toMillis()
                        + " ms for the write pool of " + path + " and reached its deadline of "
                        + deadline.timeout().toMillis() + " ms. "
                        + holder.map(h -> "The write connection is held by " + h.summary() + " (stack below)")
                                .orElse("The write connection is changing hands")
                        + "; " + others
                        + (pinnedBy == null
                                ? " more wait. Make that unit shorter, or raise acquireTimeout or the task's timeout."
                                : " more wait. That connection of the drop-in keeps it until it is closed, because of its "
                                        + pinnedBy
                                        + ". Close it; set pragmas in the configuration, and leave temporary objects and attached databases to connections that are closed soon, not to those of a pool."),
                holder.orElse(null),
                null);
    }

    // Statistics -----------------------------------------------------------------------------------------------------

    long committed() {
        return groups.committed() + slot.committedByJdbc();
    }

    long rolledBack() {
        return groups.rolledBack() + slot.rolledBackByJdbc();
    }

    long replayed() {
        return groups.replayed();
    }

    long transactions() {
        return groups.transactions() + slot.committedByJdbc();
    }

    /** @param waitingElsewhere borrowers that wait before they come to the queue */
    PoolStatistics stats(int waitingElsewhere) {
        Optional<Holder> holder = slot.holder(false);
        int open = slot.isOpen() ? 1 : 0;
        int active = holder.isPresent() ? 1 : 0;
        return new PoolStatistics(
                Role.WRITE,
                1,
                active,
                Math.max(0, open - active),
                queue.waiting() + waitingElsewhere,
                slot.opened(),
                slot.discarded(),
                borrowing.leaked(),
                slot.timedOut(),
                slot.opener().cacheHits(),
                slot.opener().cacheMisses(),
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
        slot.interrupt();
    }

    /** Takes the connection away from a borrower who did not give it back, and fails those who wait. */
    void revoke() {
        boolean taken = slot.revoke();
        queue.failWaiting(place -> new ClosedException(
                "Task \"" + place.task().name() + "\" was refused: the database was closed while it waited.", null));
        if (taken) {
            groups.failOpenGroup();
        }
    }

    /** Closes the connection. Called by the closer. */
    void close() {
        slot.close();
    }
}
