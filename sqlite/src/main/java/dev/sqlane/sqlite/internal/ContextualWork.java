package dev.sqlane.sqlite.internal;

import dev.sqlane.WriteConnection;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.AsyncContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The work of an asynchronous unit with its caller's context about it. Made on the caller's thread, run on the writer thread. */
final class ContextualWork<T extends @Nullable Object> implements WriteWork<T, Exception> {
    private final WriteWork<T, ?> work;
    private final Runnable wrapped;

    /** Set for the time of one run. */
    private @Nullable WriteConnection connection;

    private @Nullable Thread runner;
    private boolean completed;
    private @Nullable T result;
    private @Nullable Throwable failure;

    ContextualWork(WriteWork<T, ?> work, AsyncContext context) {
        this.work = work;
        this.wrapped = Objects.requireNonNull(context.wrap(this::runInContext), "asyncContext returned null");
    }

    @Override
    @SuppressWarnings("NullAway") // T may be nullable; it was set by the run
    public T run(WriteConnection given) throws Exception {
        runner = Thread.currentThread();
        connection = given;
        completed = false;
        result = null;
        failure = null;
        try {
            wrapped.run();
        } catch (RuntimeException | Error e) {
            // What the work itself threw counts for more than what taking the context down did.
            if (failure != null) {
                failure.addSuppressed(e);
            } else {
                failure = e;
            }
        } finally {
            connection = null;
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (!completed) {
            throw new IllegalStateException(
                    "asyncContext wrapped the work of an asynchronous unit in something that did not run it to its end on the thread that it was run on");
        }
        return result;
    }

    private void runInContext() {
        if (Thread.currentThread() != runner) {
            throw new IllegalStateException("asyncContext ran the work of an asynchronous unit on another thread");
        }
        try {
            result = work.run(Objects.requireNonNull(connection, "a unit's work was run outside of the unit"));
        } catch (Throwable e) {
            failure = e;
        }
        completed = true;
    }
}
