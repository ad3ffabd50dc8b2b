package dev.sqlane.sqlite.internal;

import dev.sqlane.GroupCollapsedException;
import dev.sqlane.OutcomeUnknownException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.GroupCommit;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.Synchronous;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection.Transaction;
import dev.sqlane.sqlite.internal.connection.Session;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.VirtualThreads;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import dev.sqlane.sqlite.internal.pool.WriteQueue.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
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
 * <p><b>When the group fails as a whole</b>, since SQLite rolled it back by itself or would not commit it, its units run again:
 * see {@link GroupReplay}.
 *
 * <p><b>Who may share.</b> Not a task that asks to be alone or not to be replayed, nor one that has lately held the lock for
 * longer than a group may; nobody while the schema has deferred constraints, whose violation could be a neighbour's; a task that asks for more
 * durability than the open transaction has begins the next one.
 *
 * <p><b>JDBC transactions</b>, where they share ({@link #sharesAll}), take part as a unit does whose statements come from outside: {@link #join},
 * {@link #beginPart}, {@link #end}. They can't be run again.
 *
 * <p><b>Closing.</b> The closer may take the connection away from a unit that does not end. It then settles the units that ran before it in the
 * group: they were rolled back. {@link Group#decide} says who was first, the closer or the COMMIT.
 */
final class GroupWriter {
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

    /** Made ahead, since they are used when there may be no memory for making them. */
    private static final Function<Task, SqlaneException> ROLLED_BACK_BY_ERROR = GroupWriter::rolledBackByError;

    private static final Function<Task, SqlaneException> UNKNOWN_BY_ERROR = GroupWriter::unknownByError;

    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final WriteQueue queue;
    private final WriteSlot slot;
    private final WriteTransactions transactions;
    private final GroupReplay replays;
    private final LongAdder committed = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();

    /** The open transaction that the next owner of the queue joins. Written by the owner; read by the closer. */
    private volatile @Nullable Group open;

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
        this.transactions = new WriteTransactions(configuration, time, events, slot, current);
        this.replays = new GroupReplay(configuration, time, events, queue, slot, transactions);
    }

    long committed() {
        return committed.sum();
    }

    long rolledBack() {
        return rolledBack.sum();
    }

    long replayed() {
        return replays.replayed();
    }

    /** Returns how many transactions were committed, however many units shared them. */
    long transactions() {
        return transactions.committed();
    }

    /** Tells whether a task's units may share a transaction, as far as it can be said before they run. */
    boolean mayShare(Task task) {
        return configuration.groupCommit() != GroupCommit.OFF
                && !task.alone()
                && task.replayable()
                && !transactions.areSlow(task);
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
        for (PendingUnit<?> unit : mine) {
            report(unit);
        }
        return mine;
    }

    /**
     * Gives the carrier up once, before the lock is taken. Those who have just got their outcomes are ready to run, and most come again at
     * once; the thread that settled them runs already, and would go round alone for as long as it has the carrier. No time is spent where
     * nobody is ready, and nobody yields who has met nobody before. Platform threads don't: one that goes round alone needs no hand-overs,
     * which cost it more than the COMMITs that a larger group saves.
     */
    @SuppressWarnings("ThreadPriorityCheck") // Nothing depends on it but how many units meet in a group.
    private void letOthersQueue() {
        if (contended && queue.waiting() == 0 && VirtualThreads.runThis()) {
            Thread.yield();
        }
    }

    private void report(PendingUnit<?> unit) {
        if (!unit.hasStarted()) {
            return;
        }
        count(unit);
        if (events.isListening()) {
            events.unitEnded(
                    Role.WRITE, unit.task(), Duration.ofNanos(time.nanoTime() - unit.startedNanos()), unit.failure());
        }
    }

    private void count(PendingUnit<?> unit) {
        (unit.failure() == null ? committed : rolledBack).increment();
    }

    /**
     * After an error of this class or of the virtual machine: nothing is committed that was not, and nobody waits in vain. The error may be that there
     * is no memory or no stack left, so it neither makes objects nor calls far, and one step that fails does not keep the others from being done.
     */
    private void abandon(@Nullable Group group, Place place) {
        if (!place.isOwner()) {
            return;
        }
        open = null;
        try {
            slot.doubt("an error kept a transaction from being ended in order");
        } finally {
            try {
                if (group != null) {
                    if (group.commit() != Group.Commit.DONE) {
                        group.failDecided(
                                group.commit() == Group.Commit.NOT_SENT ? ROLLED_BACK_BY_ERROR : UNKNOWN_BY_ERROR);
                    }
                    settleOthers(group, place);
                }
            } finally {
                replays.abandon();
                queue.leave(place);
            }
        }
    }

    /** As after an error of this class; for an owner that did not get as far as running a unit. */
    void abandon(Place place) {
        abandon(open, place);
    }

    private static SqlaneException rolledBackByError(Task task) {
        return GroupCollapsedException.byAnother(
                sharedWithError(task) + "; it was rolled back. Run the task again.", null);
    }

    private static SqlaneException unknownByError(Task task) {
        return new OutcomeUnknownException(
                sharedWithError(task) + ", after its COMMIT had been sent. Look at the data before you repeat it.",
                null);
    }

    private static String sharedWithError(Task task) {
        return "Task \"" + task.name()
                + "\" shared a transaction that an error of the program or the virtual machine kept from being ended";
    }

    /** Begins a transaction; where that fails it is the unit's failure, and null is returned. */
    private @Nullable Group begin(PendingUnit<?> unit) {
        Synchronous level = slot.levelOf(unit.task());
        boolean shares = mayShare(unit.task());
        boolean moreIsWanted = shares
                && queue.anyWaiting(
                        configuration.maxGroupSize(), place -> place.joins() && !slot.suffices(level, place.task()));
        Group group = transactions.begin(unit, shares, moreIsWanted ? Synchronous.FULL : level, unit.deadline());
        open = group;
        return group;
    }

    private void runAll(Group group, Place place, List<PendingUnit<?>> mine, Source following) {
        PhysicalConnection writer = slot.connection();
        if (writer == null) {
            takenAway(group, place, mine);
            return;
        }
        PendingUnit<?> unit = mine.get(0);
        while (unit != null) {
            Lease lease = transactions.run(group, writer, unit);
            unit = goOn(group, place, mine, lease, following);
            if (unit != null) {
                mine.add(unit);
            }
        }
    }

    /**
     * Goes on after a unit: takes in the next of {@code following}, passes the transaction on, or ends it.
     *
     * @param lease the unit's; null where the closer has taken the connection away
     * @return the next unit to run; null where all is over, and the place given up
     */
    private @Nullable PendingUnit<?> goOn(
            Group group, Place place, List<PendingUnit<?>> mine, @Nullable Lease lease, Source following) {
        if (lease == null) {
            takenAway(group, place, mine);
            return null;
        }
        PhysicalConnection writer = lease.session().connection();
        if (writer.transaction() == Transaction.LOST) {
            collapsed(group, place, mine, writer, lease, null);
            return null;
        }
        if (writer.transaction() != Transaction.WRITE) {
            // The first unit failed, and nobody had joined it.
            endTransaction(writer, lease);
            queue.leave(place);
            return null;
        }
        if (!mayGrow(group, writer, following)) {
            commit(group, place, mine, writer, lease);
            return null;
        }
        if (!slot.endLease(lease)) {
            takenAway(group, place, mine);
            return null;
        }
        PendingUnit<?> next = following.next(task -> joins(group, task));
        if (next == null && !passOn(group, place, mine)) {
            commit(group, place, mine, writer, null);
        }
        return next;
    }

    /** Passes the open transaction on, if the next in line joins, and waits for the outcome, if that is open. */
    private boolean passOn(Group group, Place place, List<PendingUnit<?>> mine) {
        if (group.removeDetached(place)) {
            return queue.leaveTo(place, heir -> joins(group, heir.task()));
        }
        if (!queue.passOn(place, heir -> joins(group, heir.task()))) {
            return false;
        }
        awaitOutcome(group, place, mine);
        return true;
    }

    // Transactions of JDBC connections -------------------------------------------------------------------------------

    /** Tells whether transactions of plain JDBC share theirs. */
    boolean sharesAll() {
        return configuration.groupCommit() == GroupCommit.ALL;
    }

    /**
     * Has a JDBC connection take part in the open transaction, if its place was passed one.
     *
     * @return null where none is open
     */
    @Nullable
    Group join(Place place) {
        Group group = open;
        if (group != null) {
            group.add(place);
        }
        return group;
    }

    /** Begins the part of a JDBC connection that has {@linkplain #join joined}. */
    PhysicalConnection beginPart(Group group) throws SQLException {
        PhysicalConnection writer = slot.connection();
        if (writer == null || slot.isClosing()) {
            throw slot.closed();
        }
        writer.beginPart();
        group.countUnit();
        return writer;
    }

    /**
     * Ends the transaction of a JDBC connection, which shares its COMMIT with those who wait, or with those that it has joined. When this returns the
     * unit has its outcome and the place is given up.
     *
     * @param joined null where the connection has begun the transaction itself
     * @param unit stands for what the connection did; if it has failed, that is undone
     * @param lease null where it did not get as far as that
     */
    void end(@Nullable Group joined, Place place, PendingUnit<?> unit, @Nullable Lease lease) {
        List<PendingUnit<?>> mine = List.of(unit);
        Group group = joined;
        boolean ended = false;
        try {
            if (lease != null) {
                if (group == null) {
                    group = new Group(true, slot.levelOf(unit.task()), lease.sinceNanos());
                    group.add(place);
                    group.countUnit();
                    open = group;
                }
                Session session = lease.session();
                if (unit.failure() == null && session.connection().transaction() == Transaction.LOST) {
                    unit.fail(session.collapsed("COMMIT was asked for"));
                }
                if (joined != null && unit.failure() != null) {
                    // Undone, whatever becomes of the others. It must not wait for them: whoever is to end one of them
                    // may be this thread.
                    group.detach(place);
                }
                goOn(group, place, mine, transactions.ended(lease, unit, joined != null), Source.NONE);
                ended = true;
                count(unit);
            }
        } finally {
            if (!ended) {
                abandon(group, place);
            }
        }
    }

    // Growing --------------------------------------------------------------------------------------------------------

    /** Tells whether the transaction may take in one more unit, and somebody may have one. */
    private boolean mayGrow(Group group, PhysicalConnection writer, Source following) {
        if (!group.isJoinable()
                || (following.isEmpty() && queue.waiting() == 0)
                || group.units() >= configuration.maxGroupSize()
                || time.nanoTime() - group.sinceNanos()
                        >= configuration.maxGroupTime().toNanos()
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
            transactions.commit(group, writer);
        } catch (SQLException e) {
            collapsed(group, place, mine, writer, lease, e);
            return;
        }
        endTransaction(writer, lease);
        contended = group.units() > 1 || queue.waiting() > 0;
        queue.leave(place);
        settleOthers(group, place);
    }

    /** Nobody joins any more. */
    private void endTransaction(PhysicalConnection writer, @Nullable Lease lease) {
        open = null;
        transactions.end(writer, lease);
    }

    private void settleOthers(Group group, Place place) {
        List<Place> places = group.places();
        // By index, which makes no object.
        for (int i = 0; i < places.size(); i++) {
            Place other = places.get(i);
            if (other != place) {
                queue.settle(other);
            }
        }
    }

    private void awaitOutcome(Group group, Place place, List<PendingUnit<?>> mine) {
        if (queue.awaitSettled(place)) {
            replays.run(group, place, mine);
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
        boolean uncertain = commitFailure != null && GroupReplay.isInputOutputError(commitFailure);
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
        if (!uncertain) {
            group.setCommit(Group.Commit.NOT_SENT);
        }
        boolean stays = !group.removeDetached(place);
        Place next = replays.begin(
                group,
                new Replay.Reason(
                        cause != null ? cause : new SQLException("the transaction was rolled back"),
                        uncertain,
                        undone));
        if (next == place) {
            replays.run(group, place, mine);
        } else {
            queue.passBack(place, next, stays);
            if (stays) {
                awaitOutcome(group, place, mine);
            }
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
        replays.failRest();
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
}
