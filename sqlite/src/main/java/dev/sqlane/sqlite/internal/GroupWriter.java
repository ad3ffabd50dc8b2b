package dev.sqlane.sqlite.internal;

import dev.sqlane.BusyException;
import dev.sqlane.GroupCollapsedException;
import dev.sqlane.OutcomeUnknownException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.GroupCommit;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.Synchronous;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import dev.sqlane.sqlite.internal.pool.WriteQueue.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs write units: alone, or as a group, where units that were waiting when one ended share its transaction.
 *
 * <p><b>A group.</b> The first unit's thread begins the transaction. When its unit has ended and somebody waits who may join, it
 * passes the ownership of the queue on, and with it the open transaction ({@link #open}), and waits for the outcome. So every unit runs on its own
 * thread; each but the first inside a savepoint, which a failure undoes. The thread whose unit has no heir commits,
 * leaves the queue, and settles the others. No outcome is delivered before that COMMIT, since even a failure may be due to a
 * neighbour's row that in the end never existed.
 *
 * <p><b>When the group fails as a whole</b>, since SQLite rolled it back by itself or would not commit it, its units run again,
 * in order and each in a transaction of its own: the ownership goes back to one place after the other. A unit runs again only
 * where its earlier run can't have been committed; after an I/O error of COMMIT that is while this process lives, the
 * transaction was rolled back, and a later commit overwrites it in the log. Where none succeeds the outcome is unknown.
 *
 * <p><b>Who may share.</b> Not a task that asks to be alone or not to be replayed, nor one that has lately held the lock for
 * longer than a group may; nobody while the schema has deferred constraints, whose violation could be a neighbour's; a task that asks for more
 * durability than the open transaction has begins the next one.
 *
 * <p><b>Closing.</b> The closer may take the connection away from a unit that does not end. It then settles the units that ran before it in the
 * group: they were rolled back. {@link Group#decide} says who was first, the closer or the COMMIT.
 */
final class GroupWriter {
    /** How often a unit whose COMMIT failed with an I/O error is run before its outcome is called unknown. */
    static final int MAXIMUM_RUNS = 3;

    /** Further units of the thread that runs one, in their order. */
    interface Source {
        /** No further ones. */
        Source NONE = new Source() {
            @Override
            public boolean isEmpty() {
                return true;
            }

            @Override
            public @Nullable PendingUnit<?> next(Predicate<Task> accepted) {
                return null;
            }
        };

        boolean isEmpty();

        /** Returns the next unit if there is one and its task is accepted; it is not offered again. */
        @Nullable
        PendingUnit<?> next(Predicate<Task> accepted);
    }

    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final WriteQueue queue;
    private final WriteSlot slot;
    private final ThreadLocal<@Nullable Unit> current;
    private final long maxGroupNanos;
    private final SlowTasks slowTasks;
    private final LongAdder committed = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder transactions = new LongAdder();

    /** The open transaction that the next owner of the queue joins. Written by the owner; read by the closer. */
    private volatile @Nullable Group open;

    /** The group whose units run again, one after another. Written by the owner; read by the closer. */
    private volatile @Nullable Group replaying;

    /** Whether a unit was committed that a power cut would take, where the database is configured for none. Belongs to the owner of the queue. */
    private boolean unsynced;

    /** Whether somebody waited while the last group ran. Belongs to the owner of the queue. */
    private boolean contended;

    GroupWriter(
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            WriteQueue queue,
            WriteSlot slot,
            ThreadLocal<@Nullable Unit> current) {
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.queue = queue;
        this.slot = slot;
        this.current = current;
        this.maxGroupNanos = configuration.maxGroupTime().toNanos();
        this.slowTasks = new SlowTasks(maxGroupNanos);
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

    /** Returns how many transactions were committed, however many units shared them. */
    long transactions() {
        return transactions.sum();
    }

    /** Tells whether a task's units may share a transaction, as far as it can be said before they run. */
    boolean mayShare(Task task) {
        return configuration.groupCommit() != GroupCommit.OFF
                && !task.alone()
                && task.replayable()
                && !slowTasks.contains(task);
    }

    /**
     * Runs a unit, and those of the same thread that may run with it, for the owner of a place. When it returns each has its
     * outcome and the place is given up.
     */
    List<PendingUnit<?>> run(Place place, PendingUnit<?> first, Source following) {
        List<PendingUnit<?>> mine = new ArrayList<>(1);
        mine.add(first);
        Group group = open;
        boolean ended = false;
        try {
            if (group == null) {
                letOthersQueue();
                group = begin(first);
            }
            if (group == null) {
                queue.leave(place);
            } else {
                group.add(place);
                runAll(group, place, mine, following);
            }
            ended = true;
        } finally {
            if (!ended) {
                abandon(group, place);
            }
        }
        mine.forEach(this::report);
        return mine;
    }

    /**
     * Gives the processor up once, before the lock is taken. Those who have just got their outcomes are ready to run, and most come
     * again at once; the thread that settled them is the only one that runs already, and would go round alone for as long as its processor is its own. No
     * time is spent where nobody is ready, and nobody yields who has met nobody before.
     */
    @SuppressWarnings("ThreadPriorityCheck") // Nothing depends on it but how many units meet in a group.
    private void letOthersQueue() {
        if (contended && queue.waiting() == 0) {
            Thread.yield();
        }
    }

    private void report(PendingUnit<?> unit) {
        if (!unit.hasStarted()) {
            return;
        }
        (unit.failure() == null ? committed : rolledBack).increment();
        if (events.isListening()) {
            events.unitEnded(
                    Role.WRITE, unit.task(), Duration.ofNanos(time.nanoTime() - unit.startedNanos()), unit.failure());
        }
    }

    /** After an error of this class or of the virtual machine: nothing is committed that was not, and nobody waits in vain. */
    private void abandon(@Nullable Group group, Place place) {
        open = null;
        if (queue.owner() != place) {
            return;
        }
        slot.discard("an error kept a transaction from being ended in order");
        if (group != null) {
            Group.Commit reached = group.commit();
            if (reached != Group.Commit.DONE) {
                group.failDecided(task -> afterError(task, reached));
            }
            settleOthers(group, place);
        }
        replaying = null;
        queue.leave(place);
    }

    private static SqlaneException afterError(Task task, Group.Commit reached) {
        String shared = "Task \"" + task.name()
                + "\" shared a transaction that an error of the program or the virtual machine kept from being ended";
        return reached == Group.Commit.NOT_SENT
                ? new GroupCollapsedException(shared + "; it was rolled back. Run the task again.", null)
                : new OutcomeUnknownException(
                        shared + ", after its COMMIT had been sent. Look at the data before you repeat it.", null);
    }

    /** Begins a transaction; where that fails it is the unit's failure, and null is returned. */
    private @Nullable Group begin(PendingUnit<?> unit) {
        Synchronous level = slot.levelOf(unit.task());
        boolean shares = mayShare(unit.task());
        boolean moreIsWanted =
                shares && queue.anyWaiting(place -> place.joins() && !slot.suffices(level, place.task()));
        return begin(unit, shares, moreIsWanted ? Synchronous.FULL : level, unit.deadline());
    }

    /**
     * Begins a transaction for a unit that has run before. Its wait is not the caller's to end any more: an interrupt is kept for later, and
     * the time that it may take begins anew.
     */
    private @Nullable Group beginAgain(PendingUnit<?> unit) {
        Deadline deadline = new Deadline(time, configuration.acquireTimeout());
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                Group group = begin(unit, false, slot.levelOf(unit.task()), deadline);
                if (group != null || !(unit.failure() instanceof WaitInterruptedException)) {
                    return group;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable Group begin(PendingUnit<?> unit, boolean shares, Synchronous level, Deadline deadline) {
        try {
            slot.begin(unit.task(), level, deadline);
            Group group = new Group(shares, level, time.nanoTime());
            open = group;
            return group;
        } catch (Throwable e) {
            unit.fail(e);
            return null;
        }
    }

    private void runAll(Group group, Place place, List<PendingUnit<?>> mine, Source following) {
        PhysicalConnection writer = slot.connection();
        if (writer == null) {
            takenAway(group, place, mine);
            return;
        }
        PendingUnit<?> unit = mine.get(0);
        while (true) {
            Lease lease = execute(group, writer, unit);
            if (lease == null) {
                takenAway(group, place, mine);
                return;
            }
            if (writer.transaction() == Transaction.LOST) {
                collapsed(group, place, mine, writer, lease, null);
                return;
            }
            if (writer.transaction() != Transaction.WRITE) {
                // The first unit failed, and nobody had joined it.
                endTransaction(writer, lease);
                queue.leave(place);
                return;
            }
            if (!mayGrow(group, writer, following)) {
                commit(group, place, mine, writer, lease);
                return;
            }
            if (!slot.endLease(lease)) {
                takenAway(group, place, mine);
                return;
            }
            unit = following.next(task -> joins(group, task));
            if (unit != null) {
                mine.add(unit);
            } else if (queue.passOn(place, heir -> joins(group, heir.task()))) {
                awaitOutcome(group, place, mine);
                return;
            } else {
                commit(group, place, mine, writer, null);
                return;
            }
        }
    }

    /**
     * Runs one unit in the open transaction: all of it if it is the first, else a part of its own, which is kept or undone.
     *
     * @return null where the closer has taken the connection away
     */
    private @Nullable Lease execute(Group group, PhysicalConnection writer, PendingUnit<?> unit) {
        Task task = unit.task();
        boolean part = group.units() > 0;
        group.countUnit();
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
            if (events.isListening()) {
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
        session.endInTransaction();
        slowTasks.ran(task, time.nanoTime() - unit.startedNanos());
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

    // Growing --------------------------------------------------------------------------------------------------------

    /** Tells whether the transaction may take in one more unit, and somebody may have one. */
    private boolean mayGrow(Group group, PhysicalConnection writer, Source following) {
        if (!group.isJoinable()
                || (following.isEmpty() && queue.waiting() == 0)
                || group.units() >= configuration.maxGroupSize()
                || time.nanoTime() - group.sinceNanos() >= maxGroupNanos
                || writer.doubt() != null
                || slot.isClosing()) {
            return false;
        }
        try {
            return !writer.hasDeferredConstraints();
        } catch (SQLException e) {
            // Then each commits by itself.
            return false;
        }
    }

    private boolean joins(Group group, Task task) {
        return mayShare(task) && slot.suffices(group.level(), task);
    }

    // Outcomes -------------------------------------------------------------------------------------------------------

    private void commit(
            Group group, Place place, List<PendingUnit<?>> mine, PhysicalConnection writer, @Nullable Lease lease) {
        if (!group.decide()) {
            takenAway(group, place, mine);
            return;
        }
        try {
            commit(group, writer);
        } catch (SQLException e) {
            collapsed(group, place, mine, writer, lease, e);
            return;
        }
        transactions.increment();
        endTransaction(writer, lease);
        contended = group.units() > 1 || queue.waiting() > 0;
        queue.leave(place);
        settleOthers(group, place);
    }

    /**
     * A transaction that changed no page syncs nothing, and with FULL the commits before it must be durable too. Whether it changed one can't
     * be told from outside: a row that is replaced by its equal counts as changed. A checkpoint would not do: where a reader pins the
     * log, it may have nothing to move, and then syncs nothing. So a page is written in each such transaction while there may be
     * commits that were not synced.
     */
    private void commit(Group group, PhysicalConnection writer) throws SQLException {
        boolean syncs = group.level().level() >= Synchronous.FULL.level();
        if (syncs && (unsynced || configuration.synchronous().level() < Synchronous.FULL.level())) {
            writer.touchFile();
        }
        group.setCommit(Group.Commit.SENT);
        writer.commit();
        group.setCommit(Group.Commit.DONE);
        unsynced = !syncs;
    }

    /** Nobody joins any more, and the connection is given back as the next transaction wants it. */
    private void endTransaction(PhysicalConnection writer, @Nullable Lease lease) {
        open = null;
        if (lease == null || slot.endLease(lease)) {
            slot.endTransaction(writer);
        }
    }

    private void settleOthers(Group group, Place place) {
        for (Place other : group.places()) {
            if (other != place) {
                queue.settle(other);
            }
        }
    }

    private void awaitOutcome(Group group, Place place, List<PendingUnit<?>> mine) {
        if (queue.awaitSettled(place)) {
            replay(group, place, mine);
        } else {
            failAll(group, mine);
        }
    }

    private static void failAll(Group group, List<PendingUnit<?>> mine) {
        for (PendingUnit<?> unit : mine) {
            SqlaneException failure = group.failureOf(unit.task());
            if (failure != null) {
                unit.fail(failure);
            }
        }
    }

    /**
     * The transaction is lost, or would not commit: its units run again. A lone unit does so only where COMMIT left it uncertain; else it has its
     * outcome.
     */
    private void collapsed(
            Group group,
            Place place,
            List<PendingUnit<?>> mine,
            PhysicalConnection writer,
            @Nullable Lease lease,
            @Nullable SQLException commitFailure) {
        if (commitFailure == null && !group.decide()) {
            takenAway(group, place, mine);
            return;
        }
        boolean uncertain = commitFailure != null && isInputOutputError(commitFailure);
        SQLException cause = commitFailure != null ? commitFailure : writer.lossCause();
        writer.rollback();
        boolean undone = writer.doubt() == null;
        endTransaction(writer, lease);
        if (group.units() == 1 && !uncertain) {
            if (commitFailure != null) {
                mine.get(0).fail(ErrorTranslation.ofDriver(commitFailure));
            }
            queue.leave(place);
            return;
        }
        group.setReplay(new Group.Replay(
                cause != null ? cause : new SQLException("the transaction was rolled back"), uncertain, undone));
        Place next = group.places().get(0);
        group.setCommit(Group.Commit.NOT_SENT);
        group.setTurn(next);
        replaying = group;
        if (next == place) {
            replay(group, place, mine);
        } else {
            queue.passBack(place, next, true);
            awaitOutcome(group, place, mine);
        }
    }

    // Closing --------------------------------------------------------------------------------------------------------

    /** Called by the closer after it has taken the connection away: tells the units of the group that they were rolled back. */
    void failOpenGroup() {
        Group group = open;
        Place owner = queue.owner();
        if (group != null && owner != null && group.fail(task -> slot.closed())) {
            settleOthers(group, owner);
        }
        Group again = replaying;
        if (again != null) {
            again.failRest(task -> slot.closed(), queue::settle);
        }
    }

    /** The closer has taken the connection away while a unit of this place ran, and has settled the others, or will. */
    private void takenAway(Group group, Place place, List<PendingUnit<?>> mine) {
        open = null;
        if (group.decide()) {
            // The closer came for the connection before the group was open, or is still on its way to it.
            group.failDecided(task -> slot.closed());
            settleOthers(group, place);
        }
        failAll(group, mine);
        queue.leave(place);
    }

    // Replay ---------------------------------------------------------------------------------------------------------

    /**
     * Runs this place's units again, each in a transaction of its own, and gives the ownership to the next place of the group. Where another
     * process keeps the lock for too long the units behind fail together, as in the queue.
     */
    private void replay(Group group, Place place, List<PendingUnit<?>> mine) {
        Group.Replay reason = Objects.requireNonNull(group.replay(), "replay");
        BusyException busy = null;
        for (PendingUnit<?> unit : mine) {
            if (busy == null) {
                busy = runAgain(unit, reason);
            } else {
                unit.fail(failedTogether(unit.task(), reason, busy));
            }
        }
        BusyException head = busy;
        if (head != null) {
            group.failRest(task -> failedTogether(task, reason, head), queue::settle);
        }
        if (!group.passTurn(place, next -> queue.passBack(place, next, false))) {
            replaying = null;
            queue.leave(place);
        }
    }

    private static SqlaneException failedTogether(Task task, Group.Replay reason, BusyException head) {
        return reason.uncertain()
                ? outcomeUnknown(task, reason.cause(), head)
                : new BusyException(
                        "Task \"" + task.name() + "\" was to run again and failed together with the one before it: "
                                + head.getMessage(),
                        head.getErrorCode(),
                        head);
    }

    /** Returns the failure where another process kept the lock for too long. */
    private @Nullable BusyException runAgain(PendingUnit<?> unit, Group.Replay first) {
        Group.Replay reason = first;
        for (int run = 2; ; run++) {
            if (reason.uncertain() && (!reason.undone() || !unit.task().replayable() || run > MAXIMUM_RUNS)) {
                unit.fail(outcomeUnknown(unit.task(), reason.cause(), null));
                return null;
            }
            replayed.increment();
            events.replayed(unit.task(), reason.cause());
            // A unit that failed by itself had undone its part, and is no part of the COMMIT that failed.
            boolean atStake = reason.uncertain() && unit.failure() == null;
            Group.Replay again = runAlone(unit);
            if (again == null) {
                Throwable failure = unit.failure();
                if (failure != null && atStake) {
                    unit.fail(outcomeUnknown(unit.task(), reason.cause(), failure));
                }
                return failure instanceof BusyException busy ? busy : null;
            }
            reason = again;
        }
    }

    /**
     * Runs a unit in a transaction of its own.
     *
     * @return null where it has its outcome by that; else that an I/O error of its COMMIT left it uncertain
     */
    private Group.@Nullable Replay runAlone(PendingUnit<?> unit) {
        Group alone = beginAgain(unit);
        if (alone == null) {
            return null;
        }
        // Nobody joins it; the closer knows of the others that wait for their turn.
        open = null;
        PhysicalConnection writer = slot.connection();
        Lease lease = writer == null ? null : execute(alone, writer, unit);
        if (writer == null || lease == null) {
            unit.fail(slot.closed());
            return null;
        }
        SQLException commitFailure = null;
        if (writer.transaction() == Transaction.WRITE) {
            try {
                commit(alone, writer);
                transactions.increment();
            } catch (SQLException e) {
                commitFailure = e;
            }
        }
        writer.rollback();
        boolean undone = writer.doubt() == null;
        endTransaction(writer, lease);
        if (commitFailure != null && isInputOutputError(commitFailure)) {
            return new Group.Replay(commitFailure, true, undone);
        }
        if (commitFailure != null) {
            unit.fail(ErrorTranslation.ofDriver(commitFailure));
        }
        return null;
    }

    private static boolean isInputOutputError(SQLException e) {
        return ResultCode.primary(ResultCode.extended(e)) == ResultCode.IO_ERROR;
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
}
