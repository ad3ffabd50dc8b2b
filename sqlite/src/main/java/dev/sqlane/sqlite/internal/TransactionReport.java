package dev.sqlane.sqlite.internal;

import dev.sqlane.Task;
import dev.sqlane.sqlite.internal.connection.TransactionObserver;
import dev.sqlane.sqlite.internal.flight.Span;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Measures one write transaction, from the lock to its end. */
final class TransactionReport implements TransactionObserver {
    private final EventHub events;
    private final TimeSource time;
    private final Task task;
    private final long sinceNanos;
    private int units = 1;
    private long commitNanos;
    private Span span = Span.NONE;

    /** Null until a COMMIT has succeeded. */
    private @Nullable Duration commit;

    TransactionReport(EventHub events, TimeSource time, Task task) {
        this.events = events;
        this.time = time;
        this.task = task;
        this.sinceNanos = time.nanoTime();
    }

    @Override
    public void partBegun() {
        units++;
    }

    @Override
    public void committing() {
        commitNanos = time.nanoTime();
        span = events.flight().commit(task, units, Duration.ofNanos(commitNanos - sinceNanos));
    }

    @Override
    public void committed(@Nullable SQLException failure) {
        span.end(failure);
        if (failure == null) {
            commit = Duration.ofNanos(time.nanoTime() - commitNanos);
        }
    }

    @Override
    public void ended() {
        // It may be followed for the recorder alone.
        events.transactionEnded(task, units, Duration.ofNanos(time.nanoTime() - sinceNanos), commit);
    }
}
