package dev.sqlane.sqlite.internal.pool;

import dev.sqlane.BusyException;
import dev.sqlane.DeadlineException;
import dev.sqlane.SqlaneException;
import dev.sqlane.WaitInterruptedException;
import java.time.Duration;
import java.util.function.Function;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What the model checker may do to a queue that somebody owns when the program begins. Every operation waits really and ends with
 * nothing in its hands, as in {@link StackOperations}.
 *
 * @param <P> a place in the queue
 */
@SuppressWarnings("Finally") // a lost interrupt matters more than what was thrown
public abstract class QueueOperations<P> {
    /** How often the clock is read until one who parked once gives up: for the deadline, for the place, after the first look. */
    private static final int READINGS = 3;

    private final ModelTime time = new ModelTime(Duration.ZERO);
    private final Turnstile<P> turnstile;
    private final P held;

    /** What the ownership protects. Plain: a second owner at the same time would show. */
    private boolean owned;

    QueueOperations(Function<TimeSource, Turnstile<P>> maker) {
        turnstile = maker.apply(time);
        try {
            held = turnstile.enter(time.patient());
        } catch (SqlaneException e) {
            throw new IllegalStateException(e);
        }
    }

    private void enterAndLeave(Deadline deadline) throws SqlaneException {
        P place = turnstile.enter(deadline);
        if (owned) {
            throw new IllegalStateException("owned twice");
        }
        owned = true;
        owned = false;
        turnstile.leave(place);
    }

    @Operation
    public void leaveHeld() {
        turnstile.leave(held);
    }

    @Operation
    public void use() throws SqlaneException {
        try {
            enterAndLeave(time.patient());
        } catch (BusyException e) {
            // Only in programs where somebody fails those who wait.
        }
    }

    @Operation
    public void giveUp() throws SqlaneException {
        try {
            enterAndLeave(time.impatient(READINGS));
        } catch (DeadlineException | BusyException e) {
            // Two of the three ways in which it may end.
        }
    }

    @Operation
    public void beInterrupted() throws SqlaneException {
        Thread.currentThread().interrupt();
        try {
            enterAndLeave(time.patient());
        } catch (WaitInterruptedException | BusyException e) {
            // Two of the three ways in which it may end.
        } finally {
            if (!Thread.interrupted()) {
                throw new IllegalStateException("the interrupt is lost");
            }
        }
    }

    @Operation
    public void failWaiting() {
        turnstile.failWaiting();
    }

    @Validate
    public void nothingIsMissing() {
        if (turnstile.waiting() != 0 || turnstile.isOwned()) {
            throw new IllegalStateException(
                    "waiting " + turnstile.waiting() + (turnstile.isOwned() ? ", owned" : ", not owned"));
        }
    }
}
