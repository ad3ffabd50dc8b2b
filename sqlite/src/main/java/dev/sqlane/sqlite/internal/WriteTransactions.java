package dev.sqlane.sqlite.internal;

import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.Synchronous;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.sql.SQLException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one write transaction: it begins, units run in it, it is committed, the connection is given back. Which steps are taken and who
 * hears of it is the business of {@link GroupWriter} and {@link GroupReplay}. Everything here is called by the owner of the write queue.
 */
final class WriteTransactions {
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final WriteSlot slot;
    private final ThreadLocal<@Nullable Unit> current;
    private final SlowTasks slowTasks;
    private final LongAdder committed = new LongAdder();

    /** Whether a unit was committed that a power cut would take, where the database is configured for none. Belongs to the owner of the queue. */
    private boolean unsynced;

    WriteTransactions(
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            WriteSlot slot,
            ThreadLocal<@Nullable Unit> current) {
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.slot = slot;
        this.current = current;
        this.slowTasks = new SlowTasks(configuration.maxGroupTime().toNanos());
    }

    /** Returns how many transactions were committed, however many units shared them. */
    long committed() {
        return committed.sum();
    }

    /** Tells whether a task's units have lately held the lock for longer than a group may. */
    boolean areSlow(Task task) {
        return slowTasks.contains(task);
    }

    /**
     * Begins a transaction for a unit; where that fails it is the unit's failure, and null is returned.
     *
     * @param shares whether others may join
     */
    @Nullable
    Group begin(PendingUnit<?> unit, boolean shares, Synchronous level, Deadline deadline) {
        try {
            slot.begin(unit.task(), level, deadline);
            return new Group(shares, level, time.nanoTime());
        } catch (Throwable e) {
            unit.fail(e);
            if (e instanceof SqlaneException refusal && !unit.hasStarted()) {
                events.unitRefused(Role.WRITE, unit.task(), deadline.waited(), refusal);
            }
            return null;
        }
    }

    /**
     * Runs one unit in the open transaction: all of it if it is the first, else a part of its own, which is kept or undone.
     *
     * @return null where the closer has taken the connection away
     */
    @Nullable
    Lease run(Group group, PhysicalConnection writer, PendingUnit<?> unit) {
        Task task = unit.task();
        boolean part = group.units() > 0;
        group.countUnit();
        boolean again = unit.hasStarted();
        unit.start(time.nanoTime());
        Lease lease = slot.lend(writer, Session.Mode.WRITE_UNIT, task, unit::deadline, null);
        Session session = lease.session();
        try {
            // After the lease was made: either the closer sees it, or this sees that it closes.
            if (slot.isClosing()) {
                throw slot.closed();
            }
            if (part) {
                writer.beginPart();
            }
            if (!again && events.isListening()) {
                events.unitStarted(Role.WRITE, task, unit.deadline().waited());
            }
            Span run = events.flight().run(Role.WRITE, task);
            unit.run(session, current);
            run.end(unit.failure());
            if (unit.failure() == null) {
                session.checkOpen();
                if (writer.transaction() == Transaction.LOST) {
                    throw session.collapsed("it returned as if it had not");
                }
            }
        } catch (SQLException e) {
            unit.fail(e);
        }
        slowTasks.ran(task, time.nanoTime() - unit.startedNanos());
        return ended(lease, unit, part);
    }

    /**
     * Keeps what a unit has done in the open transaction, or undoes it where it failed.
     *
     * @param part whether it was not the first
     * @return null where the closer has taken the connection away
     */
    @Nullable
    Lease ended(Lease lease, PendingUnit<?> unit, boolean part) {
        Session session = lease.session();
        PhysicalConnection writer = session.connection();
        session.endInTransaction();
        if (!writer.isLent(lease)) {
            slot.endLease(lease);
            return null;
        }
        if (writer.transaction() == Transaction.WRITE) {
            endPart(writer, part, unit);
        }
        return lease;
    }

    private static void endPart(PhysicalConnection writer, boolean part, PendingUnit<?> unit) {
        try {
            if (!part) {
                if (unit.failure() != null) {
                    writer.rollback();
                }
            } else if (unit.failure() == null) {
                writer.endPart();
            } else {
                writer.undoPart();
            }
        } catch (SQLException e) {
            // Half of it may be left in the transaction, which therefore can't be committed.
            unit.fail(e);
            writer.lose(e);
        }
    }

    /**
     * Commits. A transaction that changed no page syncs nothing, and with FULL the commits before it must be durable too. Whether it changed one can't
     * be told from outside: a row that is replaced by its equal counts as changed. A checkpoint would not do: where a reader pins the
     * log, it may have nothing to move, and then syncs nothing. So a page is written in each such transaction while there may be
     * commits that were not synced.
     */
    void commit(Group group, PhysicalConnection writer) throws SQLException {
        boolean syncs = group.level().level() >= Synchronous.FULL.level();
        if (syncs && (unsynced || configuration.synchronous().level() < Synchronous.FULL.level())) {
            writer.touchFile();
        }
        group.setCommit(Group.Commit.SENT);
        writer.commit();
        group.setCommit(Group.Commit.DONE);
        committed.increment();
        unsynced = !syncs;
    }

    /** Gives the connection back as the next transaction wants it. */
    void end(PhysicalConnection writer, @Nullable Lease lease) {
        if (lease == null || slot.endLease(lease)) {
            slot.endTransaction(writer);
        }
    }
}
