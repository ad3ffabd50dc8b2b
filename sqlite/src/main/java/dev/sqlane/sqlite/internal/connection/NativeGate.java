package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.sqlite.internal.pool.VirtualThreads;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps native calls of virtual threads from stopping the program. A native call pins its carrier, and with as many long reads
 * as there are carriers no virtual thread runs any more.
 *
 * <p>Fewer virtual threads than carriers are inside native calls of ours at once; the call of one more moves to a platform
 * thread, and its virtual thread parks meanwhile. So one carrier at least stays free, a call that meets no
 * crowd costs two atomic operations, and nobody waits for somebody else's long read. Platform threads pass untouched.
 */
public final class NativeGate {
    /** One native call. */
    @FunctionalInterface
    public interface NativeCall<T extends @Nullable Object> {
        T call() throws SQLException;
    }

    /** One less than there are carriers; with a single carrier every call moves. */
    private static final Semaphore INLINE = new Semaphore(carriers() - 1);

    /**
     * Set while a virtual thread is inside a native call. A call that an SQL function makes from there stays on the thread: moved to another,
     * it would wait for the driver's monitor, which this one holds.
     */
    private static final ThreadLocal<@Nullable Boolean> INSIDE = new ThreadLocal<>();

    /** Set on a platform thread while it runs the call of a virtual one. */
    private static final ThreadLocal<@Nullable Boolean> MOVED = new ThreadLocal<>();

    private NativeGate() {}

    /** Tells whether this is a platform thread that runs the call of a virtual one, which is parked meanwhile. */
    private static boolean isMovedCall() {
        return MOVED.get() != null;
    }

    /**
     * Takes a lock that is held while statements run. A user's SQL function may run on a platform thread while the thread that holds the lock is
     * parked until the function returns: waiting for the lock would then never end.
     */
    public static void lockOutsideOfCalls(ReentrantLock lock) {
        if (!lock.tryLock()) {
            if (isMovedCall()) {
                throw new IllegalStateException(
                        "An SQL function used the connection of the statement that runs it; functions must not use the database.");
            }
            lock.lock();
        }
    }

    public static <T extends @Nullable Object> T call(NativeCall<T> call) throws SQLException {
        if (!VirtualThreads.runThis() || INSIDE.get() != null) {
            return call.call();
        }
        if (INLINE.tryAcquire()) {
            INSIDE.set(true);
            try {
                return call.call();
            } finally {
                INSIDE.remove();
                INLINE.release();
            }
        }
        return onPlatformThread(call);
    }

    private static <T extends @Nullable Object> T onPlatformThread(NativeCall<T> call) throws SQLException {
        CompletableFuture<T> done = new CompletableFuture<>();
        PlatformThreads.EXECUTOR.execute(() -> {
            MOVED.set(true);
            try {
                done.complete(call.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            } finally {
                MOVED.remove();
            }
        });
        try {
            // join and not get: an interrupt must not abandon a call that is still using the connection.
            return done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException exception) {
                throw exception;
            }
            if (cause instanceof RuntimeException exception) {
                throw exception;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static int carriers() {
        Integer configured = Integer.getInteger("jdk.virtualThreadScheduler.parallelism");
        return configured != null && configured > 0
                ? configured
                : Runtime.getRuntime().availableProcessors();
    }

    /** Started by the first call that moves. There are at most as many threads as connections in use; idle ones end after 10 s. */
    private static final class PlatformThreads {
        private static final AtomicInteger COUNT = new AtomicInteger();
        static final Executor EXECUTOR =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "sqlane-native-" + COUNT.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
