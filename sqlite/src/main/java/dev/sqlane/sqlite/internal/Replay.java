package dev.sqlane.sqlite.internal;

import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.pool.WriteQueue.Place;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The second run of a group whose transaction failed as a whole: its places have their turns, one after another. The owner of the turn runs its
 * units; the closer, or an owner who finds that nobody will get on, fails those whose turn has not come.
 */
final class Replay {
    /**
     * Why a unit runs again.
     *
     * @param uncertain whether {@code cause} is an I/O error of COMMIT, which may become durable after all
     * @param undone whether the transaction was rolled back for certain
     */
    record Reason(SQLException cause, boolean uncertain, boolean undone) {}

    private final Group group;
    private final Reason reason;
    private final ReentrantLock lock = new ReentrantLock();

    /** Whose turn it is. Guarded by {@link #lock}. */
    private Place turn;

    /** False to true, once. Guarded by {@link #lock}. */
    private boolean restFailed;

    /** Makes one in which it is the first place's turn. */
    Replay(Group group, Reason reason) {
        this.group = group;
        this.reason = reason;
        this.turn = group.places().get(0);
    }

    Reason reason() {
        return reason;
    }

    /**
     * Gives the turn to the next place, by {@code passBack}, unless the rest has been failed.
     *
     * @return false where there is no next place, or it has its outcome already
     */
    boolean passTurn(Consumer<Place> passBack) {
        lock.lock();
        try {
            Place next = group.after(turn);
            if (next == null || restFailed) {
                return false;
            }
            turn = next;
            passBack.accept(next);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Fails the units of all places behind the one whose turn it is; {@code settle} is called for each of these. */
    void failRest(Function<Task, SqlaneException> failure, Consumer<Place> settle) {
        lock.lock();
        try {
            if (restFailed) {
                return;
            }
            restFailed = true;
            group.failDecided(failure);
            for (Place place = group.after(turn); place != null; place = group.after(place)) {
                settle.accept(place);
            }
        } finally {
            lock.unlock();
        }
    }
}
