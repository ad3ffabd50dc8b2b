package dev.sqlane.sqlite.internal.pool;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/**
 * A clock that only the test moves, and real parking under it. A thread counts as parked from its call of {@link #park} until somebody
 * unparks it or the clock reaches its time, so that a test can wait for "these are parked" and then act.
 *
 * <p>All state is guarded by this object's monitor, which takes no part in parking: waiting for it eats nobody's wake-up.
 *
 * <p>A park that nobody ends is ended after {@link #SAFETY_NET} of real time and remembered: {@link #assertNobodyOverslept}
 * then fails, for it means a lost wake-up.
 */
final class ManualTime implements TimeSource {
    static final Duration SAFETY_NET = Duration.ofSeconds(60);

    private long now = 1_000_000_000_000L;

    /** Who is parked, and until when. */
    private final Map<Thread, Long> parked = new HashMap<>();

    /** Who was unparked before it parked. */
    private final Set<Thread> permitted = new HashSet<>();

    /** What the clock last showed to each thread: a thread that computed a wait before the clock moved must not sleep through. */
    private final Map<Thread, Long> shown = new HashMap<>();

    private final Map<Thread, Integer> wakeUps = new HashMap<>();

    private final Map<Thread, LongUnaryOperator> interceptions = new HashMap<>();

    private final Set<Thread> held = new HashSet<>();

    private boolean overslept;

    @Override
    public long nanoTime() {
        Thread thread = Thread.currentThread();
        long value;
        LongUnaryOperator interception;
        synchronized (this) {
            value = now;
            interception = interceptions.remove(thread);
        }
        if (interception != null) {
            value = interception.applyAsLong(value);
        }
        synchronized (this) {
            shown.put(thread, value);
        }
        return value;
    }

    @Override
    public void park(Object blocker, long nanos) {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            long until = shown.getOrDefault(thread, now) + nanos;
            if (until - now <= 0) {
                return;
            }
            if (permitted.remove(thread)) {
                // Uses the real permit up, if it is still there.
                LockSupport.parkNanos(1);
                return;
            }
            parked.put(thread, until);
            notifyAll();
        }
        long start = System.nanoTime();
        LockSupport.parkNanos(blocker, SAFETY_NET.toNanos());
        synchronized (this) {
            overslept |= System.nanoTime() - start >= SAFETY_NET.toNanos();
            parked.remove(thread);
            notifyAll();
            awaitQuietly(() -> !held.contains(thread));
        }
    }

    @Override
    public void unpark(Thread thread) {
        synchronized (this) {
            wakeUps.merge(thread, 1, Integer::sum);
            if (parked.remove(thread) == null) {
                permitted.add(thread);
            }
            notifyAll();
        }
        LockSupport.unpark(thread);
    }

    /** Moves the clock, and wakes everybody whose time has come. */
    synchronized void advance(Duration duration) {
        now += duration.toNanos();
        parked.entrySet().removeIf(entry -> {
            boolean due = entry.getValue() - now <= 0;
            if (due) {
                LockSupport.unpark(entry.getKey());
            }
            return due;
        });
    }

    /** Runs an action on the caller's thread when it next looks at the clock; what it returns is what the caller sees. */
    synchronized void intercept(Caller<?> caller, LongUnaryOperator interception) {
        interceptions.put(caller.thread(), interception);
    }

    /** Keeps a caller from leaving its park although it was woken, as a busy machine may, until {@link #release}. */
    synchronized void hold(Caller<?> caller) {
        held.add(caller.thread());
    }

    synchronized void release(Caller<?> caller) {
        held.remove(caller.thread());
        notifyAll();
    }

    /** Waits until all of these are parked and nothing is under way that would wake them. */
    synchronized void awaitParked(Caller<?>... callers) {
        for (Caller<?> caller : callers) {
            boolean inTime = awaitQuietly(() -> parked.containsKey(caller.thread()) || caller.isDone());
            if (!inTime || !parked.containsKey(caller.thread())) {
                throw new AssertionError(caller + " should be parked and is not");
            }
        }
    }

    synchronized boolean isParked(Caller<?> caller) {
        return parked.containsKey(caller.thread());
    }

    /** Returns how often somebody woke this caller. */
    synchronized int wakeUps(Caller<?> caller) {
        return wakeUps.getOrDefault(caller.thread(), 0);
    }

    synchronized void assertNobodyOverslept() {
        if (overslept || !parked.isEmpty()) {
            throw new AssertionError(
                    "a wake-up was lost: overslept " + overslept + ", still parked " + parked.keySet());
        }
    }

    /** Waits on this object's monitor, which the caller holds, and keeps an interrupt for later. */
    private boolean awaitQuietly(BooleanSupplier condition) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + SAFETY_NET.toNanos();
        synchronized (this) {
            while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
                try {
                    // Not for long: a caller that has ended does not notify.
                    wait(10);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }
}
