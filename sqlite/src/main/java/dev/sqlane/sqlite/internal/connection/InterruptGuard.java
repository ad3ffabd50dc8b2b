package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.Interruptible;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread interrupt one statement without ever hitting the one that follows it on the same connection.
 * {@code sqlite3_interrupt} knows only connections, and a timer or a {@code cancel} always comes at some time or other.
 *
 * <p>One guard belongs to one statement, or to the calls of a connection that are no statement's. Its owner, which is the thread that keeps the
 * connection, calls {@link #enter} before each native call or wait and {@link #leave} after it; any thread calls {@link #interrupt}.
 *
 * <p><b>Requests.</b> One call of the user's may consist of several native calls and waits: for a connection, for a lock, the statement itself.
 * Between {@link #open} and {@link #close} they count as one: an interrupt that comes between two of them ends the next before it begins.
 */
public final class InterruptGuard {
    /**
     * Legal transitions by the owner: IDLE to OPEN and back (a request); IDLE or OPEN to RUNNING (enter) and back (leave); INTERRUPTED to
     * where it came from (leave), or to MARKED (a wait had its result already: what follows in the request is interrupted);
     * MARKED to OPEN (an enter that is refused) or to IDLE (the request ends without another call).
     *
     * <p>By whoever interrupts: RUNNING to INTERRUPTING to INTERRUPTED; INTERRUPTED back to INTERRUPTING (once more: an interrupt
     * that came just before the native call began was lost on it); OPEN to INTERRUPTING to MARKED. While the state is INTERRUPTING the owner
     * waits: so the native interrupt is over before the next statement can begin.
     */
    private enum State {
        IDLE,
        OPEN,
        RUNNING,
        INTERRUPTING,
        INTERRUPTED,
        MARKED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** Written by the owner in IDLE or OPEN, read in INTERRUPTING by whoever came there from RUNNING or INTERRUPTED. */
    private @Nullable Interruptible target;

    /** Written in INTERRUPTING, read after INTERRUPTED or MARKED was seen. */
    private @Nullable Interruption interruption;

    /** Whether a request is open. The owner's. */
    private boolean open;

    /** What ended a call of the request that is open, or was last. The owner's. */
    private @Nullable Interruption ended;

    // The owner ------------------------------------------------------------------------------------------------------

    /** Begins a request. */
    public void open() {
        ended = null;
        open = true;
        state.set(State.OPEN);
    }

    /** Tells whether a request is open: what is done then is part of it. Asked by the owner. */
    public boolean isOpen() {
        return open;
    }

    /** Ends the request. Returns what ended one of its calls; null if nothing did, or what came was too late for that. */
    public @Nullable Interruption close() {
        open = false;
        if (!state.compareAndSet(State.OPEN, State.IDLE)) {
            change(State.MARKED, State.IDLE);
        }
        return ended;
    }

    /**
     * Begins a call.
     *
     * @param newTarget what an interrupt is to end
     * @return null; or what has ended the request, in which case the call must not be made, nor {@link #leave} be called
     */
    @Nullable
    Interruption enter(Interruptible newTarget) {
        target = newTarget;
        if (!open) {
            state.set(State.RUNNING);
            return null;
        }
        if (state.compareAndSet(State.OPEN, State.RUNNING)) {
            return null;
        }
        return take(State.MARKED);
    }

    /** Ends a call. Returns why it was interrupted, or null if it was not. */
    @Nullable
    Interruption leave() {
        if (state.compareAndSet(State.RUNNING, rest())) {
            return null;
        }
        return take(State.INTERRUPTED);
    }

    /** Ends a call that has its result, which nobody would miss it for: an interrupt is left to what follows in the request. */
    private void leaveSuccessfully() {
        if (!state.compareAndSet(State.RUNNING, rest())) {
            change(State.INTERRUPTED, open ? State.MARKED : State.IDLE);
        }
    }

    private State rest() {
        return open ? State.OPEN : State.IDLE;
    }

    /** Notes what came, in a state in which nobody writes it, and goes on; the next interrupt may then write another. */
    private Interruption take(State from) {
        while (state.get() != from) {
            Thread.onSpinWait();
        }
        Interruption taken = Objects.requireNonNull(interruption);
        ended = taken;
        change(from, rest());
        return taken;
    }

    /** Goes from a state that whoever interrupts is about to reach, or may leave for INTERRUPTING once more and come back to. */
    private void change(State from, State to) {
        while (!state.compareAndSet(from, to)) {
            Thread.onSpinWait();
        }
    }

    /**
     * Waits as a call of its own, which an interrupt ends by way of the deadline.
     *
     * @throws SQLException what the wait threw; or what the interruption has its caller see, if it came before the wait's success
     */
    public <T extends @Nullable Object> T waiting(Deadline deadline, BusyWait.Attempt<T> wait) throws SQLException {
        deadline.waitedForHere();
        Interruption before = enter(deadline);
        if (before != null) {
            throw before.exception(beforeTheCall());
        }
        T result;
        try {
            result = wait.run();
        } catch (SQLException e) {
            Interruption met = leave();
            throw met == null ? e : met.exception(e);
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
        leaveSuccessfully();
        return result;
    }

    static SQLException beforeTheCall() {
        return new SQLException("interrupted before the call began", "57014", ResultCode.INTERRUPT);
    }

    // Whoever interrupts ---------------------------------------------------------------------------------------------

    /** Tells whether the call that runs now has been interrupted; asked by waits in Java. */
    public boolean isInterrupted() {
        return state.get() == State.INTERRUPTED;
    }

    /** Interrupts the call or the request that runs now; does nothing where none runs. */
    public void interrupt(Interruption why) {
        while (true) {
            State seen = state.get();
            if (seen != State.RUNNING && seen != State.OPEN && seen != State.INTERRUPTED) {
                return;
            }
            if (state.compareAndSet(seen, State.INTERRUPTING)) {
                if (seen != State.INTERRUPTED) {
                    interruption = why;
                }
                interruptFrom(seen);
                return;
            }
        }
    }

    /** Interrupts a call once more that was interrupted and has not ended yet. Returns false where there is none. */
    public boolean interruptAgain() {
        if (state.compareAndSet(State.INTERRUPTED, State.INTERRUPTING)) {
            interruptFrom(State.INTERRUPTED);
            return true;
        }
        return state.get() == State.INTERRUPTING;
    }

    private void interruptFrom(State seen) {
        if (seen == State.OPEN) {
            state.set(State.MARKED);
            return;
        }
        Interruptible interrupted = target;
        try {
            if (interrupted != null) {
                interrupted.interrupt();
            }
        } finally {
            state.set(State.INTERRUPTED);
        }
    }
}
