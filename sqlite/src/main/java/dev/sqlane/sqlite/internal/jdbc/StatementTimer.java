package dev.sqlane.sqlite.internal.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the calls of one statement that run for longer than its query timeout. The driver's own query timeout replaces the busy timeout
 * and stops no query.
 *
 * <p>The statement's thread calls {@link #start} before each call and {@link #stop} after it; in between, and only then, one
 * shared thread may interrupt it. {@code stop} waits for an interrupt that is under way, and the deadline is compared once more before one
 * is sent, so that a late timer hits neither the next statement nor the next call of this one.
 */
final class StatementTimer {
    /** When a call is found waiting for its turn, with nothing to interrupt yet, it is looked at again this much later. */
    private static final long LOOK_AGAIN_NANOS = 2_000_000;

    private final InterruptGuard guard;
    private final long timeoutNanos;

    /** Null to a task (a call starts) to null (it stops). */
    @GuardedBy("this")
    private @Nullable Future<?> task;

    @GuardedBy("this")
    private long deadline;

    StatementTimer(InterruptGuard guard, int timeoutSeconds) {
        this.guard = guard;
        this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    synchronized void start() {
        deadline = System.nanoTime() + timeoutNanos;
        task = Scheduler.schedule(this::fire, timeoutNanos);
    }

    synchronized void stop() {
        Future<?> running = task;
        task = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    private synchronized void fire() {
        if (task == null || System.nanoTime() - deadline < 0) {
            return;
        }
        guard.interrupt(InterruptGuard.Reason.TIMED_OUT);
        if (!guard.isInterrupted()) {
            task = Scheduler.schedule(this::fire, LOOK_AGAIN_NANOS);
        }
    }

    /** Interrupts again and again, until the returned task is cancelled. */
    static Future<?> repeat(Runnable interrupt) {
        return Scheduler.EXECUTOR.scheduleWithFixedDelay(interrupt, 0, LOOK_AGAIN_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Started by the first timeout; its thread ends when nothing was timed for 10 s. */
    private static final class Scheduler {
        static final ScheduledThreadPoolExecutor EXECUTOR = create();

        private static ScheduledThreadPoolExecutor create() {
            ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "sqlane-timer");
                thread.setDaemon(true);
                // It outlives whoever happened to start it.
                thread.setContextClassLoader(null);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
            executor.setKeepAliveTime(10, TimeUnit.SECONDS);
            executor.allowCoreThreadTimeOut(true);
            return executor;
        }

        static Future<?> schedule(Runnable task, long nanos) {
            return EXECUTOR.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
