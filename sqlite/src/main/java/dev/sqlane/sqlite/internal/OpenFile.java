package dev.sqlane.sqlite.internal;

import dev.sqlane.DeadlineException;
import dev.sqlane.MisuseException;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.WriteWork;
import dev.sqlane.sqlite.AsyncContext;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.WalStatistics;
import dev.sqlane.sqlite.internal.connection.BusyWait;
import dev.sqlane.sqlite.internal.connection.ConnectionOpener;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import dev.sqlane.sqlite.internal.pool.WriteQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file as this process has it open: the write side, the read side, and the handles that share them. Made and counted
 * by {@link OpenFiles}; the last handle closed closes it.
 */
final class OpenFile {
    /** How long an interrupted statement is given to come to its end before its handle is revoked. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration INTERRUPT_PACE = Duration.ofMillis(20);

    private static final long CLOSE_POLL_NANOS = 1_000_000;

    private final Path path;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final BusyWait busyWait;
    private final LeakWatch leakWatch;
    private final Readers readers;
    private final Checkpointer checkpointer;
    private final Writer writer;
    private final AsyncWrites asyncWrites;
    private final Copier copier;

    /** The unit that runs on a thread; null on threads without one. One for each file, since units on two files may nest. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Unit> current = new ThreadLocal<>();

    private final ReentrantLock openLock = new ReentrantLock();
    /** False to true, once. Guarded by {@link #openLock}. */
    private boolean writerOpened;

    /** False to true, once. Guarded by {@link #openLock}. */
    private boolean readersOpened;

    /** Null to a folder, once, before the handle is given out. */
    private volatile @Nullable Path temporaryFolder;

    private final CountDownLatch closed = new CountDownLatch(1);

    OpenFile(Path path, FileIdentity identity, SqliteConfiguration configuration, TimeSource time) {
        this.path = path;
        this.configuration = configuration;
        this.time = time;
        this.events = new EventHub(path, configuration.events());
        this.busyWait = new BusyWait(configuration.busyTimeout(), time, events);
        this.leakWatch = new LeakWatch(events, "sqlane-leaks " + path.getFileName());
        WriteQueue queue = new WriteQueue(events);
        this.readers = new Readers(
                path, identity, configuration, time, events, busyWait, leakWatch, current, queue::isOwnedByThisThread);
        this.checkpointer = new Checkpointer(
                path,
                configuration,
                time,
                events,
                queue,
                new ConnectionOpener(Role.WRITE, path, identity, configuration, busyWait, events),
                readers);
        this.writer = new Writer(
                path, identity, configuration, time, events, busyWait, queue, checkpointer, leakWatch, current);
        this.asyncWrites = new AsyncWrites(
                writer, events, current, configuration.asyncQueueSize(), "sqlane-writer " + path.getFileName());
        this.copier = new Copier(path, identity, configuration, time, events, busyWait, readers, checkpointer, current);
    }

    Path path() {
        return path;
    }

    SqliteConfiguration configuration() {
        return configuration;
    }

    EventHub events() {
        return events;
    }

    Writer writer() {
        return writer;
    }

    Readers readers() {
        return readers;
    }

    Copier copier() {
        return copier;
    }

    /** Returns what the write pool is doing; asynchronous units that wait are among its borrowers. */
    PoolStatistics writeStatistics() {
        return writer.stats(asyncWrites.waiting());
    }

    Map<Integer, Long> busyCounts() {
        return busyWait.counts();
    }

    <T extends @Nullable Object> CompletionStage<T> writeAsync(Task task, WriteWork<T, ?> work) {
        Duration timeout = task.timeoutOrNull();
        AsyncContext context = configuration.asyncContext();
        return asyncWrites.submit(
                task,
                new Deadline(time, timeout != null ? timeout : configuration.acquireTimeout()),
                context == AsyncContext.NONE ? work : new ContextualWork<>(work, context));
    }

    WalStatistics wal() throws SQLException {
        return new WalStatistics(
                checkpointer.walBytes(), readers.longestHolder(false), checkpointer.runs(), checkpointer.last());
    }

    /** Opens what a new handle needs: the writer first, so that the file is in WAL mode when the readers come. */
    void ensureOpen(boolean forWriting, boolean forReading) throws SQLException {
        Deadline deadline = new Deadline(time, configuration.acquireTimeout());
        lockForOpening(deadline);
        try {
            if (forWriting && !writerOpened) {
                writer.openFirst(deadline);
                writerOpened = true;
            }
            if (forReading && !readersOpened) {
                readers.openFirst(deadline);
                readersOpened = true;
            }
        } finally {
            openLock.unlock();
        }
    }

    private void lockForOpening(Deadline deadline) throws SQLException {
        try {
            if (!openLock.tryLock()
                    && !openLock.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw new DeadlineException(
                        "Another thread has been opening " + path + " for "
                                + deadline.waited().toMillis()
                                + " ms, as long as acquireTimeout allows; it probably waits for another process's lock.",
                        null,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaitInterruptedException("Interrupted while another thread was opening " + path + ".", e);
        }
    }

    /** Removes a temporary database's folder after the last handle was closed. */
    void deleteWhenClosed(Path folder) {
        temporaryFolder = folder;
    }

    /** Refuses to close from inside a unit, which would wait for its own end. */
    void checkMayClose() throws MisuseException {
        Unit unit = current.get();
        if (unit != null) {
            throw new MisuseException(
                    "close was called inside task \"" + unit.task().name()
                            + "\", for whose end it would wait. Close after the unit has returned.",
                    null);
        }
        if (asyncWrites.isWorker()) {
            throw new MisuseException(
                    "close was called by what is chained to an asynchronous unit, on the writer thread, for whose end it would wait. Close on another thread.",
                    null);
        }
    }

    /**
     * Closes everything: refuses newcomers, gives those who run or wait {@code closeTimeout} to end, interrupts what is left, and after
     * a grace of 1 s takes the connections away. Readers are closed first and the writer last, since only the last
     * connection removes the log, and a reader can't.
     */
    void close() throws SQLException {
        try {
            Deadline deadline = new Deadline(time, configuration.closeTimeout());
            readers.refuseNewcomers();
            boolean asyncDrained = asyncWrites.drain(deadline);
            boolean writerDrained = writer.drain(deadline);
            boolean readersDrained = awaitReaders(deadline);
            if (!asyncDrained || !writerDrained || !readersDrained) {
                takeAway(writerDrained);
            }
        } finally {
            try {
                checkpointer.close(new Deadline(time, GRACE));
                writer.close();
            } finally {
                leakWatch.close();
                closed.countDown();
            }
        }
        deleteTemporaryFolder();
    }

    /** Interrupts what still runs, and after a grace takes the connections away. */
    private void takeAway(boolean writerDrained) {
        asyncWrites.refuseQueued();
        Deadline grace = new Deadline(time, GRACE);
        boolean drained = writerDrained;
        do {
            // Again and again, since a unit may begin another statement, or its statement may begin just after.
            if (!drained) {
                writer.interrupt();
            }
            readers.interruptAll();
            Deadline slice = new Deadline(time, INTERRUPT_PACE);
            drained = drained || writer.drain(slice);
        } while (!(awaitReaders(new Deadline(time, INTERRUPT_PACE)) && drained) && !grace.passed());
        if (!drained) {
            writer.revoke();
        }
        readers.revokeAll();
    }

    private void deleteTemporaryFolder() throws SQLException {
        Path folder = temporaryFolder;
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new SQLException("the temporary database in " + folder + " could not be removed: " + e, e);
        }
    }

    private boolean awaitReaders(Deadline deadline) {
        boolean interrupted = false;
        while (!readers.isEmpty() && !deadline.passed()) {
            time.park(this, CLOSE_POLL_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return readers.isEmpty();
    }

    void awaitClosed() throws SQLException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaitInterruptedException(
                    "Interrupted while " + path + ", which was being closed, was to be opened again.", e);
        }
    }
}
