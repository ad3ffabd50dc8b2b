package dev.sqlane.sqlite;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs code again while the database is busy, for code outside the pools: on a plain connection, say, or in another library. The pools do
 * not use it: their waits have a deadline instead of a count, and never repeat a unit that began.
 *
 * <p>The whole action is repeated, so it must begin and end its own transaction. The default is 8 attempts with delays of 10 ms, doubled up to
 * 500 ms, as in microsandbox, with a jitter of half the delay, so that several who were refused together do not come back together.
 *
 * <p>Immutable and safe for use by any number of threads.
 *
 * @param attempts how often the action is run at most, 1 to 1,000
 * @param firstDelay the delay after the first attempt, 1 ms to 1 h
 * @param longestDelay where doubling the delay stops, {@code firstDelay} to 1 h
 * @param jitter which part of each delay is drawn by chance, 0 (none) to 1 (all of it)
 * @param detector tells which failures are worth another attempt
 * @since 0.1.0
 */
public record RetryOnBusy(
        int attempts, Duration firstDelay, Duration longestDelay, double jitter, BusyDetector detector) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public RetryOnBusy {
        Objects.requireNonNull(detector, "detector");
        if (attempts < 1 || attempts > 1_000) {
            throw new IllegalArgumentException("attempts is " + attempts + "; it must be 1 to 1,000");
        }
        if (firstDelay.toMillis() < 1 || firstDelay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("firstDelay is " + firstDelay + "; it must be 1 ms to 1 h");
        }
        if (longestDelay.compareTo(firstDelay) < 0 || longestDelay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "longestDelay is " + longestDelay + "; it must be firstDelay, " + firstDelay + ", to 1 h");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is " + jitter + "; it must be 0 to 1");
        }
    }

    /** Returns the default policy. */
    public static RetryOnBusy standard() {
        return new RetryOnBusy(8, Duration.ofMillis(10), Duration.ofMillis(500), 0.5, BusyDetector.standard());
    }

    public RetryOnBusy withAttempts(int attempts) {
        return new RetryOnBusy(attempts, firstDelay, longestDelay, jitter, detector);
    }

    public RetryOnBusy withDelays(Duration firstDelay, Duration longestDelay) {
        return new RetryOnBusy(attempts, firstDelay, longestDelay, jitter, detector);
    }

    public RetryOnBusy withJitter(double jitter) {
        return new RetryOnBusy(attempts, firstDelay, longestDelay, jitter, detector);
    }

    public RetryOnBusy withDetector(BusyDetector detector) {
        return new RetryOnBusy(attempts, firstDelay, longestDelay, jitter, detector);
    }

    /**
     * Runs {@code action} until it succeeds, fails with something that is not busy, or the attempts are used up; then its last failure is
     * thrown as it is, with the earlier ones suppressed in it.
     *
     * @throws InterruptedException if the thread is interrupted during a delay; the failure waited for is suppressed in it
     * @throws Exception what {@code action} throws
     */
    public <T> T call(Callable<T> action) throws Exception {
        Exception earlier = null;
        for (int attempt = 1; ; attempt++) {
            try {
                return action.call();
            } catch (Exception e) {
                if (earlier != null && earlier != e) {
                    e.addSuppressed(earlier);
                }
                if (attempt >= attempts || !detector.isBusy(e)) {
                    throw e;
                }
                earlier = e;
                pause(delayNanos(attempt), e);
            }
        }
    }

    /** Returns the delay after an attempt, counted from 1, with its jitter drawn. */
    long delayNanos(int attempt) {
        double doubled = (double) firstDelay.toNanos() * Math.pow(2, attempt - 1);
        double full = Math.min(doubled, (double) longestDelay.toNanos());
        return (long) (full * (1 - jitter * ThreadLocalRandom.current().nextDouble()));
    }

    private static void pause(long nanos, Exception reason) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException("interrupted before another attempt");
                interrupted.addSuppressed(reason);
                throw interrupted;
            }
            LockSupport.parkNanos(left);
        }
    }
}
