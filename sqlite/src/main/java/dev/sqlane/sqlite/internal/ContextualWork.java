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

    private boolean ran;
    private @Nullable T result;
    private @Nullable Throwable failure;

    ContextualWork(WriteWork<T, ?> work, AsyncContext context) {
        this.work = work;
        this.wrapped = Objects.requireNonNull(context.wrap(this::runInContext), "asyncContext returned null");
    }

    @Override
    @SuppressWarnings("NullAway") // T may be nullable; it was set by the run
    public T run(WriteConnection given) throws Exception {
        connection = given;
        ran = false;
        result = null;
        failure = null;
        try {
            wrapped.run();
        } finally {
            connection = null;
        }
        if (!ran) {
            throw new IllegalStateException(
                    "asyncContext wrapped the work of an asynchronous unit in something that did not run it");
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return result;
    }

    private void runInContext() {
        ran = true;
        try {
            result = work.run(Objects.requireNonNull(connection, "a unit's work was run outside of the unit"));
        } catch (Throwable e) {
            failure = e;
        }
    }
}
