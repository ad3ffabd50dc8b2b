package dev.sqlane.sqlite.internal.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The moment until which one call may wait, kept together with the moment at which it came in. Another thread may end the wait before that.
 *
 * <p><b>No lost wake-up.</b> {@link #interrupt} sets {@link #interrupted} and then unparks; a wait reads it before each park. So the wait sees
 * it, or its park finds the permit. A permit that comes when the wait has ended makes a later park return early, as parks may.
 */
public final class Deadline implements Interruptible {
    /** Keeps {@code nanoTime() + timeout} from overflowing: 100 years. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final TimeSource time;
    private final long start;
    private final long timeoutNanos;

    /** Whom {@link #interrupt} wakes. Null to the thread that is about to wait, once; written by it before anybody is told of the wait. */
    private @Nullable Thread waiter;

    /** False to true, once, by whoever interrupts. */
    private volatile boolean interrupted;

    public Deadline(TimeSource time, Duration timeout) {
        this.time = time;
        this.start = time.nanoTime();
        this.timeoutNanos = (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
    }

    /** Says that the current thread is the one that is going to wait. The caller makes this known to those who may {@link #interrupt}. */
    public void waitedForHere() {
        waiter = Thread.currentThread();
    }

    /** Ends the wait. Unlike the thread's own interrupt flag it concerns nothing else that the thread does. */
    @Override
    public void interrupt() {
        interrupted = true;
        Thread woken = waiter;
        if (woken != null) {
            time.unpark(woken);
        }
    }

    /** Tells whether the wait is to end now, though there may be time left. */
    public boolean isInterrupted() {
        return interrupted;
    }

    public TimeSource time() {
        return time;
    }

    /** Returns what is left, zero or negative once it has passed. */
    public long remainingNanos() {
        return timeoutNanos - waitedNanos();
    }

    public boolean passed() {
        return remainingNanos() <= 0;
    }

    public long waitedNanos() {
        return time.nanoTime() - start;
    }

    public Duration waited() {
        return Duration.ofNanos(waitedNanos());
    }

    public Duration timeout() {
        return Duration.ofNanos(timeoutNanos);
    }
}
