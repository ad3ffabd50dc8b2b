package dev.sqlane.sqlite.traps;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One call that runs on a platform thread of its own while the test goes on. */
final class Background<T> extends FutureTask<T> {
    private static final long PATIENCE_SECONDS = 60;

    /** A call without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    private final Thread thread;

    private Background(Callable<T> call) {
        super(call);
        thread = new Thread(this, "background of " + Thread.currentThread().getName());
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Background<T> start(Callable<T> call) {
        return new Background<>(call);
    }

    static Background<Void> run(Action action) {
        return new Background<>(() -> {
            action.run();
            return null;
        });
    }

    /** Interrupts the thread, as {@link Thread#interrupt} does. */
    void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end, but no longer than this; tells whether it has come. */
    boolean isOver(Duration wait) throws InterruptedException {
        try {
            get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }

    /** Waits for the result; throws what the call threw. */
    T result() throws Exception {
        try {
            return get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw e;
        }
    }

    /** Waits for the end; returns what the call threw, or null. */
    Throwable failure() throws Exception {
        try {
            get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
