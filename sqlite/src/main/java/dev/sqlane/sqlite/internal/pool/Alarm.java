package dev.sqlane.sqlite.internal.pool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parks threads until a moment that hardly ever comes, without a timer for each. A timed park of a virtual thread gives a timer to the JDK's
 * scheduler and takes it back when it is unparked before; on JDK 25 each wakes the scheduler's thread. Here one thread looks after all: it
 * sleeps until the earliest moment that it has seen, and who comes with a later one need not tell it. In {@code lab writes --virtual}, 64 threads
 * on 2 cores, that makes 125,000 units a second of 75,000.
 *
 * <p><b>Nobody is overlooked.</b> A sleeper puts itself into {@link #sleepers} and then reads {@link #nextLook}; the watcher empties {@code nextLook}
 * and then reads the sleepers. So either the watcher sees the sleeper, or the sleeper sees that nobody will look in time and wakes the
 * watcher. In the same way a watcher that ends empties {@link #watcher} and looks once more.
 */
final class Alarm {
    /** For a shorter time than that a timer of one's own does no harm: it is likely to be needed. */
    static final long SHORTEST_NANOS = 100_000_000;

    private final long idleNanos;
    private final Function<Runnable, Thread> threads;

    /** When to wake which thread, by {@link System#nanoTime}. */
    private final Map<Thread, Long> sleepers = new ConcurrentHashMap<>();

    /** When the watcher looks next by itself; null while it does not know. Written by the watcher. */
    private volatile @Nullable Long nextLook;

    /** Null to a thread by the first sleeper, back by that thread, which ends once it has been idle for that long. */
    private final AtomicReference<@Nullable Thread> watcher = new AtomicReference<>();

    /**
     * @param idleNanos for how long the thread that looks after all stays when nobody sleeps
     */
    Alarm(long idleNanos) {
        this(idleNanos, Alarm::newThread);
    }

    Alarm(long idleNanos, Function<Runnable, Thread> threads) {
        this.idleNanos = idleNanos;
        this.threads = threads;
    }

    private static Thread newThread(Runnable watch) {
        Thread thread = new Thread(null, watch, "sqlane-alarm", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /** As {@link TimeSource#park}. */
    void park(Object blocker, long nanos) {
        long wakeAt = System.nanoTime() + nanos;
        Thread sleeper = Thread.currentThread();
        sleepers.put(sleeper, wakeAt);
        try {
            Long look = nextLook;
            if ((look != null && look - wakeAt <= 0) || wakeWatcher()) {
                LockSupport.park(blocker);
            } else {
                LockSupport.parkNanos(blocker, nanos);
            }
        } finally {
            sleepers.remove(sleeper);
        }
    }

    /** Returns false where no thread could be started. It never parks, since that could use up what the sleeper is to be woken by. */
    private boolean wakeWatcher() {
        while (true) {
            Thread running = watcher.get();
            if (running != null) {
                LockSupport.unpark(running);
                // One that is not started yet may never be; who starts it may find no thread to be had.
                return running.getState() != Thread.State.NEW;
            }
            Thread next = threads.apply(this::watch);
            if (watcher.compareAndSet(null, next)) {
                return start(next);
            }
        }
    }

    private boolean start(Thread next) {
        try {
            next.start();
            return true;
        } catch (OutOfMemoryError e) {
            // There is no thread to be had now; whoever comes next tries again.
            watcher.set(null);
            return false;
        }
    }

    private void watch() {
        do {
            boolean idle = false;
            while (!idle) {
                try {
                    idle = look() && sleepers.isEmpty();
                } catch (OutOfMemoryError e) {
                    // Nobody else would wake those who sleep already.
                    LockSupport.parkNanos(this, SHORTEST_NANOS);
                }
            }
            watcher.set(null);
        } while (!sleepers.isEmpty() && watcher.compareAndSet(null, Thread.currentThread()));
    }

    /** Wakes those whose time has come, and sleeps until the next one's will. Returns whether there was no next one. */
    private boolean look() {
        nextLook = null;
        long now = System.nanoTime();
        Long earliest = null;
        for (Map.Entry<Thread, Long> sleeper : sleepers.entrySet()) {
            Long wakeAt = sleeper.getValue();
            if (wakeAt - now <= 0) {
                LockSupport.unpark(sleeper.getKey());
            } else if (earliest == null || wakeAt - earliest < 0) {
                earliest = wakeAt;
            }
        }
        nextLook = earliest;
        LockSupport.parkNanos(this, earliest != null ? earliest - now : idleNanos);
        return earliest == null;
    }
}
