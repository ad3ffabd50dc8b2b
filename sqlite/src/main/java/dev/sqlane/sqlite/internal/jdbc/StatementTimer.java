package dev.sqlane.sqlite.internal.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sqlane.sqlite.internal.connection.InterruptGuard;
import dev.sqlane.sqlite.internal.connection.Interruption;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts calls that run for longer than a limit: those of one statement than its query timeout, those of a connection than its network
 * timeout. The driver's own query timeout replaces the busy timeout and stops no query; of a network timeout it knows nothing.
 *
 * <p>The statement's thread calls {@link #start} before each call and {@link #stop} after it; in between, and only then, one
 * shared thread may interrupt it. {@code stop} waits for an interrupt that is under way, and the deadline is compared once more before one
 * is sent, so that a late timer hits neither the next statement nor the next call of this one.
 */
final class StatementTimer {
    /**
     * An interrupt is repeated after that time until the call has ended: it may have found nothing to interrupt yet, or have come
     * just before the native call began, on which it is then lost.
     */
    private static final long LOOK_AGAIN_NANOS = 2_000_000;

    private final InterruptGuard guard;
    private final long timeoutNanos;
    private final Interruption interruption;

    /** Null to a task (a call starts) to null (it stops). */
    @GuardedBy("this")
    private @Nullable Future<?> task;

    @GuardedBy("this")
    private long deadline;

    private StatementTimer(InterruptGuard guard, long timeoutNanos, Interruption interruption) {
        this.guard = guard;
        this.timeoutNanos = timeoutNanos;
        this.interruption = interruption;
    }

    static StatementTimer ofQuery(InterruptGuard guard, int seconds) {
        return new StatementTimer(guard, TimeUnit.SECONDS.toNanos(seconds), Interruption.queryTimeout(seconds));
    }

    static StatementTimer ofNetwork(InterruptGuard guard, int milliseconds) {
        return new StatementTimer(
                guard, TimeUnit.MILLISECONDS.toNanos(milliseconds), Interruption.networkTimeout(milliseconds));
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
        guard.interrupt(interruption);
        task = Scheduler.schedule(this::fire, LOOK_AGAIN_NANOS);
    }

    /** Interrupts again and again, until the returned task is cancelled. */
    static Future<?> repeat(Runnable interrupt) {
        return Scheduler.EXECUTOR.scheduleWithFixedDelay(interrupt, 0, LOOK_AGAIN_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Interrupts the call that a guard has interrupted again and again, until it has ended. */
    static void repeatUntilEnded(InterruptGuard guard) {
        if (guard.interruptAgain()) {
            Scheduler.schedule(() -> repeatUntilEnded(guard), LOOK_AGAIN_NANOS);
        }
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

        @CanIgnoreReturnValue
        static Future<?> schedule(Runnable task, long nanos) {
            return EXECUTOR.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
