package dev.sqlane.sqlite.internal.connection;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread interrupt one statement without ever hitting the one that follows it on the same connection.
 * {@code sqlite3_interrupt} knows only connections, and a timer or a {@code cancel} always comes at some time or other.
 *
 * <p>One guard belongs to one statement. Its thread calls {@link #aim}, {@link #enter} before each native call or wait and {@link #leave} after
 * it; any thread calls {@link #interrupt}.
 */
public final class InterruptGuard {
    /** Why a call was interrupted. */
    public enum Reason {
        CANCELLED,
        TIMED_OUT
    }

    /**
     * Legal transitions: IDLE to RUNNING (the statement's thread enters), RUNNING to IDLE (it leaves), RUNNING to INTERRUPTING
     * to INTERRUPTED (another thread), INTERRUPTED back to INTERRUPTING (once more: an interrupt
     * that came just before the native call began was lost on it), INTERRUPTED to IDLE (the statement's thread leaves). While the state is
     * INTERRUPTING, leaving waits: so the native interrupt is over before the next statement can begin.
     */
    private enum State {
        IDLE,
        RUNNING,
        INTERRUPTING,
        INTERRUPTED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** Written in IDLE, read in INTERRUPTING. */
    private @Nullable PhysicalConnection connection;

    /** Written in INTERRUPTING, read after INTERRUPTED was seen. */
    private @Nullable Reason reason;

    /** Says on which connection the calls to come run. Called by the statement's thread, outside of a call. */
    public void aim(PhysicalConnection target) {
        connection = target;
    }

    public void enter() {
        state.set(State.RUNNING);
    }

    /** Returns why the call was interrupted, or null if it was not. */
    public @Nullable Reason leave() {
        if (state.compareAndSet(State.RUNNING, State.IDLE)) {
            return null;
        }
        // In one step: a second interrupt may come as soon as the first is over.
        while (!state.compareAndSet(State.INTERRUPTED, State.IDLE)) {
            Thread.onSpinWait();
        }
        return reason;
    }

    /** Tells whether the call that runs now has been interrupted; asked by waits in Java. */
    public boolean isInterrupted() {
        return state.get() == State.INTERRUPTED;
    }

    /** Interrupts the call that runs now; does nothing where none runs. */
    public void interrupt(Reason why) {
        if (state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
            reason = why;
        } else if (!state.compareAndSet(State.INTERRUPTED, State.INTERRUPTING)) {
            return;
        }
        PhysicalConnection target = connection;
        try {
            if (target != null) {
                target.interrupt();
            }
        } finally {
            state.set(State.INTERRUPTED);
        }
    }
}
