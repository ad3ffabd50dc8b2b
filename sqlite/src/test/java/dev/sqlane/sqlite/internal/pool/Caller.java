package dev.sqlane.sqlite.internal.pool;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call on a thread of its own, and what became of it. */
final class Caller<T> {
    private final Thread thread;
    private final CountDownLatch done = new CountDownLatch(1);

    // Written by the thread before it counts down, read after the latch.
    private @Nullable T result;
    private @Nullable Throwable failure;
    private boolean interruptedAtEnd;

    private Caller(String name, Callable<T> call) {
        thread = new Thread(() -> run(call), name);
        thread.setDaemon(true);
    }

    /** Makes a caller that does not call yet, so that its thread can be given to {@link ManualTime} first. */
    static <T> Caller<T> of(String name, Callable<T> call) {
        return new Caller<>(name, call);
    }

    Caller<T> start() {
        thread.start();
        return this;
    }

    private void run(Callable<T> call) {
        try {
            result = call.call();
        } catch (Throwable e) {
            failure = e;
        } finally {
            interruptedAtEnd = Thread.currentThread().isInterrupted();
            done.countDown();
        }
    }

    Thread thread() {
        return thread;
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Waits for the call and returns its result. */
    T result() {
        awaitDone();
        if (failure != null) {
            throw new AssertionError(this + " failed", failure);
        }
        return result;
    }

    /** Waits for the call, which must have thrown, and returns what it threw. */
    Throwable failure() {
        awaitDone();
        if (failure == null) {
            throw new AssertionError(this + " returned " + result);
        }
        return failure;
    }

    /** Waits for the call and tells whether its thread had the interrupt flag set when it ended. */
    boolean interruptedAtEnd() {
        awaitDone();
        return interruptedAtEnd;
    }

    private void awaitDone() {
        try {
            if (!done.await(2 * ManualTime.SAFETY_NET.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(this + " has not returned");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("the test was interrupted while it waited for " + this, e);
        }
    }

    @Override
    public String toString() {
        return "caller " + thread.getName();
    }
}
