package dev.sqlane.sqlite.internal;

import dev.sqlane.BusyException;
import dev.sqlane.GroupCollapsedException;
import dev.sqlane.OutcomeUnknownException;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import dev.sqlane.sqlite.internal.pool.WriteQueue.Place;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Runs the units of a group again after it has failed as a whole: in order, each in a transaction of its own and on its own thread. The ownership
 * of the write queue goes back to one place after the other.
 *
 * <p>A unit runs again only where its earlier run can't have been committed; after an I/O error of COMMIT that is while this process
 * lives, the transaction was rolled back, and a later commit overwrites it in the log. Where none succeeds the outcome is unknown.
 */
final class GroupReplay {
    /** How often a unit whose COMMIT failed with an I/O error is run before its outcome is called unknown. */
    static final int MAXIMUM_RUNS = 3;

    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final WriteQueue queue;
    private final WriteSlot slot;
    private final WriteTransactions transactions;
    private final LongAdder replayed = new LongAdder();

    /** Null to the replay of a group and back. Written by the owner of the queue; read by the closer. */
    private volatile @Nullable Replay underWay;

    GroupReplay(
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            WriteQueue queue,
            WriteSlot slot,
            WriteTransactions transactions) {
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.queue = queue;
        this.slot = slot;
        this.transactions = transactions;
    }

    /** Returns how many units have run again. */
    long replayed() {
        return replayed.sum();
    }

    /** Says that a group's units are to run again, and returns the place whose turn it is. */
    Place begin(Group group, Replay.Reason reason) {
        Replay replay = new Replay(group, reason);
        group.setReplay(replay);
        underWay = replay;
        return group.places().get(0);
    }

    /** Called by the closer, after it has taken the connection away: fails the units whose turn has not come. */
    void failRest() {
        Replay replay = underWay;
        if (replay != null) {
            Replay.Reason reason = replay.reason();
            replay.failRest(
                    task -> reason.uncertain() ? outcomeUnknown(task, reason.cause(), null) : slot.closed(),
                    queue::settle);
        }
    }

    /** Called by an owner who could not go on, after it has settled everybody. */
    void abandon() {
        underWay = null;
    }

    /**
     * Runs this place's units again, each in a transaction of its own, and gives the ownership to the next place of the group. Where another
     * process keeps the lock for too long the units behind fail together, as in the queue.
     */
    void run(Group group, Place place, List<PendingUnit<?>> mine) {
        Replay replay = Objects.requireNonNull(group.replay(), "replay");
        Replay.Reason reason = replay.reason();
        BusyException busy = null;
        for (PendingUnit<?> unit : mine) {
            if (!unit.isRunnable()) {
                failUnlessFailed(unit, reason);
            } else if (busy == null) {
                busy = runAgain(unit, reason);
            } else {
                unit.fail(failedTogether(unit.task(), reason, busy));
            }
        }
        BusyException head = busy;
        if (head != null) {
            replay.failRest(task -> failedTogether(task, reason, head), queue::settle);
        }
        if (!replay.passTurn(next -> queue.passBack(place, next, false))) {
            underWay = null;
            queue.leave(place);
        }
    }

    private static void failUnlessFailed(PendingUnit<?> unit, Replay.Reason reason) {
        if (unit.failure() == null) {
            unit.fail(
                    reason.uncertain()
                            ? outcomeUnknown(unit.task(), reason.cause(), null)
                            : GroupCollapsedException.byAnother(
                                    "The transaction of task \"" + unit.task().name()
                                            + "\" shared its COMMIT with others (groupCommit=ALL) and was rolled back with them: "
                                            + reason.cause().getMessage()
                                            + ". Only the program can run it again, and may.",
                                    reason.cause()));
        }
    }

    private static SqlaneException failedTogether(Task task, Replay.Reason reason, BusyException head) {
        return reason.uncertain()
                ? outcomeUnknown(task, reason.cause(), head)
                : new BusyException(
                        "Task \"" + task.name() + "\" was to run again and failed together with the one before it: "
                                + head.getMessage(),
                        head.getErrorCode(),
                        head);
    }

    /** Returns the failure where another process kept the lock for too long. */
    private @Nullable BusyException runAgain(PendingUnit<?> unit, Replay.Reason first) {
        Replay.Reason reason = first;
        for (int run = 2; ; run++) {
            if (reason.uncertain() && (!reason.undone() || !unit.task().replayable() || run > MAXIMUM_RUNS)) {
                unit.fail(outcomeUnknown(unit.task(), reason.cause(), null));
                return null;
            }
            replayed.increment();
            events.replayed(unit.task(), reason.cause());
            // A unit that failed by itself had undone its part, and is no part of the COMMIT that failed.
            boolean atStake = reason.uncertain() && unit.failure() == null;
            Replay.Reason again = runAlone(unit);
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
    private Replay.@Nullable Reason runAlone(PendingUnit<?> unit) {
        Group alone = beginAgain(unit);
        if (alone == null) {
            return null;
        }
        PhysicalConnection writer = slot.connection();
        Lease lease = writer == null ? null : transactions.run(alone, writer, unit);
        if (writer == null || lease == null) {
            unit.fail(slot.closed());
            return null;
        }
        SQLException commitFailure = null;
        if (writer.transaction() == Transaction.WRITE) {
            try {
                transactions.commit(alone, writer);
            } catch (SQLException e) {
                commitFailure = e;
            }
        }
        writer.rollback();
        boolean undone = writer.doubt() == null;
        transactions.end(writer, lease);
        if (commitFailure != null && isInputOutputError(commitFailure)) {
            return new Replay.Reason(commitFailure, true, undone);
        }
        if (commitFailure != null) {
            unit.fail(ErrorTranslation.ofDriver(commitFailure));
        }
        return null;
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
                Group group = transactions.begin(unit, false, slot.levelOf(unit.task()), deadline);
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

    static boolean isInputOutputError(SQLException e) {
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
