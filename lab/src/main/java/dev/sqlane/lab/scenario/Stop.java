package dev.sqlane.lab.scenario;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the work of a round early. Threads that belong to the round {@linkplain #enter enter} it; stopping interrupts them
 * and makes each {@link #check} fail. Safe for use by many threads.
 */
public final class Stop {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Goes from {@code false} to {@code true} once. */
    private volatile boolean stopped;

    /** What {@link #check} throws: not an error that an application would have seen. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped", null, false, false);
        }
    }

    /**
     * Makes the current thread one of the round.
     *
     * @throws StoppedException if the round is stopped
     */
    public void enter() {
        threads.add(Thread.currentThread());
        check();
    }

    /** Takes the current thread out of the round, and its interrupt flag back. */
    public void leave() {
        threads.remove(Thread.currentThread());
        Thread.interrupted();
    }

    /**
     * Does nothing while the round goes on.
     *
     * @throws StoppedException if the round is stopped
     */
    public void check() {
        if (stopped) {
            throw new StoppedException();
        }
    }

    public boolean stopped() {
        return stopped;
    }

    public void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
