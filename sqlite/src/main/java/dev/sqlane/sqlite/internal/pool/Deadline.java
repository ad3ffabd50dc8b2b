package dev.sqlane.sqlite.internal.pool;

import java.time.Duration;

/** The moment until which one call may wait, kept together with the moment at which it came in. */
public final class Deadline {
    /** Keeps {@code nanoTime() + timeout} from overflowing: 100 years. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final TimeSource time;
    private final long start;
    private final long timeoutNanos;

    public Deadline(TimeSource time, Duration timeout) {
        this.time = time;
        this.start = time.nanoTime();
        this.timeoutNanos = (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
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
