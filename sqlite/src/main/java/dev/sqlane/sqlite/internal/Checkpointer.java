package dev.sqlane.sqlite.internal;

import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Holder;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Checkpoint;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.ConnectionOpener;
import dev.sqlane.sqlite.internal.connection.Lease;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the write-ahead log small, away from the commits.
 *
 * <p>Those who have written look at the log's size from time to time. Once it is past {@code checkpointSize} a PASSIVE checkpoint runs on a
 * thread and a connection of its own, beside writers and readers. Beside writers who never pause it can't catch up, and the log grows for
 * as long as they go on; so once the log holds more than {@code maxWalSize} the checkpointer takes the place at the head of the write
 * queue, for at most {@link #LONGEST_HOLD}, and empties the log, most of which the PASSIVE run has moved already.
 *
 * <p>Thread-safety: {@link #scheduled} lets one run in at a time; what a run uses is its own. Readers that look at {@link #last} see a finished
 * record.
 */
final class Checkpointer {
    /** For how long writers are held up at most while the log is emptied. */
    static final Duration LONGEST_HOLD = Duration.ofMillis(100);

    /** A look costs some 3 µs, so that is 0.03 % of the writer's time. */
    private static final long LOOK_NANOS = 10_000_000;

    /** How long the checkpointer waits for the unit that runs now before it leaves the log as it is. */
    private static final Duration WAIT_FOR_QUEUE = Duration.ofSeconds(1);

    private static final long RETRY_NANOS = 500_000;

    /** After the writers were held up in vain they are left alone for ten times as long, which bounds what they lose by it. So is a run that failed. */
    private static final long PAUSE_NANOS = 10 * LONGEST_HOLD.toNanos();

    private static final Task TASK = Task.named("checkpoint");

    private final Path wal;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final WriteQueue queue;
    private final ConnectionOpener opener;
    private final Readers readers;
    private final ThreadPoolExecutor executor;
    private final LongAdder runs = new LongAdder();

    /** False to true by whoever finds the log too large, back by the run. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** When the log's size was last looked at. Written by the owner of the write queue. */
    private volatile long lastLookNanos;

    private volatile @Nullable Checkpoint last;

    /** Before when no run is started, after one that failed. Written by the run. */
    private volatile long runAgainNanos;

    /** Whether the last run failed. Used by the run. */
    private boolean failing;

    /** Before when the writers are not held up again. Used by the run. */
    private long holdAgainNanos;

    /** Used by the run, of which there is one at a time; at last by the closer, after the runs have ended. */
    private @Nullable PhysicalConnection connection;

    Checkpointer(
            Path path,
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            WriteQueue queue,
            ConnectionOpener opener,
            Readers readers) {
        this.wal = Path.of(path + "-wal");
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.queue = queue;
        this.opener = opener;
        this.readers = readers;
        this.lastLookNanos = time.nanoTime() - LOOK_NANOS;
        this.holdAgainNanos = time.nanoTime();
        this.runAgainNanos = time.nanoTime();
        this.executor = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "sqlane-checkpointer " + path.getFileName());
            thread.setDaemon(true);
            return thread;
        });
        // A run that is just ending leaves the log to the next look; so does one that is refused at close.
        executor.setRejectedExecutionHandler((run, pool) -> scheduled.set(false));
    }

    long runs() {
        return runs.sum();
    }

    Optional<Checkpoint> last() {
        return Optional.ofNullable(last);
    }

    /** Returns the size of the log; a look at the folder, since opening the file would drop SQLite's locks when it is closed. */
    long walBytes() throws SQLException {
        try {
            return Files.exists(wal) ? Files.size(wal) : 0;
        } catch (IOException e) {
            throw new SQLException("the size of " + wal + " could not be read: " + e.getMessage(), e);
        }
    }

    /** Says that a transaction has been committed. Called by the owner of the write queue, before it gives that up. */
    void wrote() {
        long now = time.nanoTime();
        if (now - lastLookNanos < LOOK_NANOS || now - runAgainNanos < 0) {
            return;
        }
        lastLookNanos = now;
        try {
            if (walBytes() >= configuration.checkpointSize() && scheduled.compareAndSet(false, true)) {
                start();
            }
        } catch (SQLException e) {
            events.skipped("a look at the log's size", e);
        }
    }

    /** The caller has committed and must not hear of it if there is no thread to be had now. */
    private void start() {
        boolean started = false;
        try {
            executor.execute(this::run);
            started = true;
        } catch (OutOfMemoryError e) {
            events.skipped("a checkpoint", new IllegalStateException("no thread could be started", e));
        } finally {
            if (!started) {
                scheduled.set(false);
            }
        }
    }

    /** Refuses further runs and waits for the one under way; then closes its connection. */
    void close(Deadline deadline) {
        executor.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                boolean ended = executor.awaitTermination(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
                if (ended) {
                    closeConnection("the database is closed");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // A run ----------------------------------------------------------------------------------------------------------

    private void run() {
        try {
            PhysicalConnection open = connection;
            if (open == null) {
                open = opener.open(new Deadline(time, WAIT_FOR_QUEUE));
                connection = open;
            }
            checkpoint(open);
            failing = false;
        } catch (SQLException | RuntimeException e) {
            // The log stays as it is, and grows, until a later run gets on.
            runAgainNanos = time.nanoTime() + PAUSE_NANOS;
            events.checkpointFailed(e, failing);
            failing = true;
            closeConnection("a checkpoint failed on it");
        } finally {
            if (executor.isShutdown()) {
                // The closer may have lost patience with this run.
                closeConnection("the database is closed");
            }
            scheduled.set(false);
        }
    }

    private void checkpoint(PhysicalConnection on) throws SQLException {
        // The file keeps its size when it is begun anew; what it holds is another matter.
        PhysicalConnection.Log held = on.checkpoint("noop");
        long pageSize = on.pageSize();
        boolean tooLarge = held.pages() * pageSize >= configuration.maxWalSize();
        if (!tooLarge && unmoved(held) * pageSize < configuration.checkpointSize()) {
            return;
        }
        events.flight().checkpointStarted();
        long start = time.nanoTime();
        PhysicalConnection.Log log = on.checkpoint("passive");
        boolean pinned = false;
        if (tooLarge && unmoved(log) * pageSize >= configuration.checkpointSize()) {
            // Either the writers are that fast, or a reader keeps the rest from being moved: then a second run gets no
            // further.
            PhysicalConnection.Log further = on.checkpoint("passive");
            pinned = further.moved() <= log.moved();
            log = further;
        }
        if (!tooLarge) {
            report(false, start, log, null);
        } else if (pinned || start - holdAgainNanos < 0) {
            report(false, start, log, readers.longestLease());
        } else {
            empty(on, log);
        }
    }

    private static long unmoved(PhysicalConnection.Log log) {
        return log.pages() - log.moved();
    }

    /**
     * Moves the rest, and waits for the readers of this moment, so that the next write begins the log anew. Its file is not cut, since a
     * file that has to grow again makes each synced commit wait for the file system as well.
     */
    private void empty(PhysicalConnection on, PhysicalConnection.Log before) throws SQLException {
        WriteQueue.Place place;
        try {
            Deadline deadline = new Deadline(time, WAIT_FOR_QUEUE);
            place = queue.enterFirst(
                    TASK, deadline, owner -> new DeadlineException("A unit keeps the write connection.", null, null));
        } catch (DeadlineException | ClosedException e) {
            events.skipped("emptying the log", e);
            return;
        }
        long start = time.nanoTime();
        boolean emptied = false;
        PhysicalConnection.Log log = before;
        try {
            Deadline hold = new Deadline(time, LONGEST_HOLD);
            do {
                PhysicalConnection.Log tried = on.checkpoint("restart");
                emptied = !tried.busy();
                if (!emptied) {
                    log = tried;
                    time.park(this, RETRY_NANOS);
                }
            } while (!emptied && !hold.passed());
        } finally {
            queue.leave(place);
        }
        if (!emptied) {
            // The writers would do nothing but wait, for as long as a reader stays.
            holdAgainNanos = time.nanoTime() + PAUSE_NANOS;
        }
        report(
                emptied,
                start,
                emptied ? new PhysicalConnection.Log(false, log.pages(), log.pages()) : log,
                emptied ? null : readers.longestLease());
    }

    private void report(boolean emptied, long start, PhysicalConnection.Log log, @Nullable Lease blocker) {
        long now = time.nanoTime();
        boolean tooOld = blocker != null
                && now - blocker.sinceNanos() > configuration.oldReaderAge().toNanos();
        boolean interrupted =
                blocker != null && tooOld && configuration.interruptOldReaders() && Readers.interrupt(blocker);
        Optional<Holder> blockedBy = Optional.ofNullable(blocker).map(lease -> lease.report(now, true));
        Checkpoint checkpoint =
                new Checkpoint(emptied, Duration.ofNanos(now - start), log.pages(), log.moved(), blockedBy);
        last = checkpoint;
        runs.increment();
        events.checkpointed(checkpoint);
        if (tooOld) {
            blockedBy.ifPresent(reader -> events.readerTooOld(reader, interrupted));
        }
    }

    private void closeConnection(String reason) {
        PhysicalConnection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close(reason);
            } catch (SQLException e) {
                events.skipped("closing the checkpointer's connection in order", e);
            }
        }
    }
}
