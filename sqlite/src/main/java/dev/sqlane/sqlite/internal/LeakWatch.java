package dev.sqlane.sqlite.internal;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds handles that became garbage before they were closed. One for each open file, whose thread starts with the first handle that is watched and ends
 * when the file is closed.
 *
 * <p>The JDK's {@code Cleaner} does the same, through a list that all threads lock for each registration and each end of one, which made
 * borrowing from 8 threads five times slower than HikariCP. Here whoever lends a handle keeps its {@link Watched} reachable, and a handle
 * that is closed simply lets go of it.
 */
final class LeakWatch {
    /** A handle that is watched. It must be reachable for as long as the handle is out, and must not refer to it. */
    abstract static class Watched extends WeakReference<Object> {
        Watched(Object handle, LeakWatch watch) {
            super(handle, watch.garbage);
            watch.ensureStarted();
        }

        /** Called when the handle has become garbage; at the end of its proper use perhaps as well. */
        abstract void lost();
    }

    private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();
    private final EventHub events;
    private final String threadName;
    private final ReentrantLock lock = new ReentrantLock();

    /** Null to a thread, once; guarded by {@link #lock} when it is written. */
    private volatile @Nullable Thread thread;

    /** False to true, once; guarded by {@link #lock}. */
    private boolean closed;

    LeakWatch(EventHub events, String threadName) {
        this.events = events;
        this.threadName = threadName;
    }

    private void ensureStarted() {
        if (thread != null) {
            return;
        }
        lock.lock();
        try {
            if (thread == null && !closed) {
                Thread started = new Thread(this::watch, threadName);
                started.setDaemon(true);
                started.start();
                thread = started;
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        while (true) {
            try {
                if (garbage.remove() instanceof Watched found) {
                    found.lost();
                }
            } catch (InterruptedException e) {
                // The file is closed.
                return;
            } catch (RuntimeException | Error e) {
                // This thread is the only one that finds lost connections.
                events.skipped("taking a lost connection back", e);
            }
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            Thread started = thread;
            if (started != null) {
                started.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
