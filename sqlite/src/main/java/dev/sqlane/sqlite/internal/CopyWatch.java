package dev.sqlane.sqlite.internal;

import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.BackupProgress;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Paces one copy, tells how far it is, and knows when it has to end. {@link #stop} may be called by any thread; the rest belongs to the copy's
 * thread.
 */
final class CopyWatch {
    /** Why a copy is to end; from NONE to one of the others, once. */
    enum Reason {
        NONE,
        INTERRUPTED,
        CLOSED,
        LATE
    }

    /** A size that may be asked for in vain. */
    @FunctionalInterface
    interface LogSize {
        long bytes() throws SQLException;
    }

    /** How soon a pause is left by a copy that is to end. */
    private static final long SLICE_NANOS = 20_000_000;

    private static final long PROGRESS_NANOS = 50_000_000;

    private final BackupOptions options;
    private final LongSupplier written;
    private final LogSize log;
    private final BooleanSupplier closed;
    private final long longestLog;
    private final TimeSource time;
    private final Deadline deadline;
    private final AtomicReference<Reason> reason = new AtomicReference<>(Reason.NONE);

    private long total;
    private long pageSize = 1;
    private long pausedAt;
    private long logAtFirst;
    private long toldNanos;
    private @Nullable Throwable thrown;

    CopyWatch(
            BackupOptions options,
            LongSupplier written,
            LogSize log,
            BooleanSupplier closed,
            long maxWalSize,
            TimeSource time) {
        this.options = options;
        this.written = written;
        this.log = log;
        this.closed = closed;
        this.longestLog = maxWalSize;
        this.time = time;
        this.deadline = new Deadline(time, options.timeout());
    }

    /** Ends the copy soon; the first reason counts. */
    void stop(Reason why) {
        reason.compareAndSet(Reason.NONE, why);
    }

    Reason reason() {
        return Objects.requireNonNull(reason.get());
    }

    /** Returns what the listener has thrown, or null. */
    @Nullable
    Throwable thrown() {
        return thrown;
    }

    Duration took() {
        return deadline.waited();
    }

    /** Returns how large the copy was expected to become at most. */
    long expectedBytes() {
        return total * pageSize;
    }

    /** Says that copying begins. */
    void begin(long pages, long bytesOfPage) throws SQLException {
        total = pages;
        pageSize = bytesOfPage;
        logAtFirst = log.bytes();
        toldNanos = time.nanoTime();
        options.progress().accept(new BackupProgress(0, total));
    }

    /** Says that the copy is complete. */
    void copied(long pages) {
        options.progress().accept(new BackupProgress(pages, Math.max(1, pages)));
    }

    /** Looks how far the copy is, and pauses where it is time. Returns whether to go on; never throws. */
    boolean goesOn() {
        if (!goesOnAtOnce()) {
            return false;
        }
        long pages = written.getAsLong() / pageSize;
        tell(pages);
        while (pages - pausedAt >= options.pagesPerStep() && thrown == null && goesOnAtOnce()) {
            pausedAt += options.pagesPerStep();
            pause();
        }
        return thrown == null && goesOnAtOnce();
    }

    /** Returns whether to go on, without a pause. */
    boolean goesOnAtOnce() {
        if (deadline.passed()) {
            stop(Reason.LATE);
        } else if (closed.getAsBoolean()) {
            stop(Reason.CLOSED);
        }
        return reason() == Reason.NONE;
    }

    private void tell(long pages) {
        long now = time.nanoTime();
        if (now - toldNanos < PROGRESS_NANOS) {
            return;
        }
        toldNanos = now;
        try {
            // It is complete only when it has been verified.
            options.progress().accept(new BackupProgress(Math.min(pages, total), total));
        } catch (RuntimeException | Error e) {
            // SQLite is below, and knows no exceptions.
            thrown = e;
        }
    }

    /** The log can't be emptied before the copy has ended, so a log that grows too much is worse for the writers than a copy without pauses. */
    private boolean hurries() {
        try {
            return log.bytes() - logAtFirst >= longestLog;
        } catch (SQLException e) {
            return false;
        }
    }

    private void pause() {
        Deadline end = new Deadline(time, options.pause());
        for (long left = end.remainingNanos(); left > 0 && goesOnAtOnce() && !hurries(); left = end.remainingNanos()) {
            time.park(this, Math.min(left, SLICE_NANOS));
        }
    }
}
