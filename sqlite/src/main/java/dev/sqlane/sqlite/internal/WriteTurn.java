package dev.sqlane.sqlite.internal;

import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import dev.sqlane.sqlite.internal.pool.WriteQueue.Place;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The write connection's time with one JDBC borrower, from the queue until it goes to the next. Where JDBC transactions share their COMMITs, it may
 * begin as part of an open transaction, and end by passing one on: see {@link GroupWriter}. Used by one thread at a time.
 */
final class WriteTurn implements Borrowing.Home {
    private final WriteSlot slot;
    private final WriteQueue queue;
    private final GroupWriter groups;
    private final Place place;
    private final Task task;
    private final Deadline deadline;
    private final boolean shares;

    /** The open transaction that came with the place; null if none did. */
    private final @Nullable Group joined;

    /**
     * @param place which owns the queue
     * @param shares whether the borrower's transaction may share its COMMIT
     */
    WriteTurn(
            WriteSlot slot,
            WriteQueue queue,
            GroupWriter groups,
            Place place,
            Task task,
            Deadline deadline,
            boolean shares) {
        this.slot = slot;
        this.queue = queue;
        this.groups = groups;
        this.place = place;
        this.task = task;
        this.deadline = deadline;
        this.shares = shares;
        this.joined = shares ? groups.join(place) : null;
    }

    /** Returns the connection, ready for the borrower's statements. */
    PhysicalConnection begin() throws SQLException {
        return joined == null ? slot.ensureOpenAsConfigured(deadline) : groups.beginPart(joined);
    }

    /** Ends a turn that did not get as far as the borrower. */
    void abandon(@Nullable Lease lease) {
        if (joined != null) {
            undo(lease);
        } else if (lease != null) {
            giveBack(lease);
        } else {
            queue.leave(place);
        }
    }

    @Override
    public void giveBack(Lease lease) {
        if (!place.isOwner()) {
            return;
        }
        if (joined != null) {
            undo(lease);
            return;
        }
        boolean ended = false;
        try {
            slot.end(lease);
            ended = true;
        } finally {
            if (!ended) {
                slot.doubt("its borrower could not be ended");
            }
            queue.leave(place);
        }
    }

    /** Undoes the borrower's part; what others have done is committed. */
    private void undo(@Nullable Lease lease) {
        PendingUnit<?> unit = PendingUnit.ofConnection(task, deadline);
        unit.fail(new SQLException("the connection was given back without a COMMIT"));
        groups.end(joined, place, unit, lease);
    }

    @Override
    public boolean sharesCommits() {
        return shares;
    }

    @Override
    public boolean isPart() {
        return joined != null;
    }

    @Override
    public void commit(Lease lease) throws SQLException {
        PendingUnit<?> unit = PendingUnit.ofConnection(task, deadline);
        groups.end(joined, place, unit, lease);
        unit.get();
    }
}
