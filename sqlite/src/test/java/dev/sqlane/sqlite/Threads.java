package dev.sqlane.sqlite;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Threads and latches that fail a test rather than hang it. */
final class Threads {
    private static final Duration LONG = Duration.ofSeconds(60);

    private Threads() {}

    /** A thread whose result or failure {@link #get} returns. */
    static final class Running<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Running(String name, Callable<T> work) {
            task = new FutureTask<>(work);
            thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
        }

        Thread thread() {
            return thread;
        }

        T get() throws Exception {
            try {
                return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    static <T> Running<T> start(String name, Callable<T> work) {
        return new Running<>(name, work);
    }

    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
                        throw new AssertionError("nothing happened for " + LONG);
                    }
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
