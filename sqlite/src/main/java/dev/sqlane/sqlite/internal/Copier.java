package dev.sqlane.sqlite.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.sqlane.ClosedException;
import dev.sqlane.DeadlineException;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.Backup;
import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.connection.BusyWait;
import dev.sqlane.sqlite.internal.connection.ConnectionOpener;
import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import dev.sqlane.sqlite.internal.connection.PhysicalConnection;
import dev.sqlane.sqlite.internal.connection.ResultCode;
import dev.sqlane.sqlite.internal.pool.Deadline;
import dev.sqlane.sqlite.internal.pool.TimeSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Copies the database into another file: as a backup of it, or, where it is a backup itself, into a database's place.
 *
 * <p><b>The means</b> is {@code VACUUM INTO} with a progress handler. SQLite's backup API as the driver has it is one native call: nothing ends
 * it (what its observer throws, it ignores), it sleeps natively when busy, and beside another connection that writes it begins anew,
 * unless a snapshot is held. Both read one snapshot, are equally fast (180 MB in 0.6 to 1.2 s, on two cores beside a writer) and disturb writers equally
 * little; but a progress handler may say no, after some microseconds, and a copy that was read row by row has shown that its source can
 * be read. It costs that the number of pages is known only at the end, and that an index of the source that disagrees with its table is
 * copied as it is, as the other would do.
 *
 * <p><b>The thread.</b> The copy has a platform thread of its own. The pauses are Java's, within a call that SQLite makes, so a virtual thread
 * would pin its carrier for minutes; and a caller who is interrupted needs no help to wake up. It waits for the end all the same, so that nothing is left
 * when it returns.
 */
final class Copier {
    private static final Task BACKUP = Task.named("backup");
    private static final Task RESTORE = Task.named("restore");

    private final Path path;
    private final FileIdentity identity;
    private final SqliteConfiguration configuration;
    private final TimeSource time;
    private final EventHub events;
    private final BusyWait busyWait;
    private final Readers readers;
    private final Checkpointer checkpointer;
    private final ThreadLocal<@Nullable Unit> current;

    Copier(
            Path path,
            FileIdentity identity,
            SqliteConfiguration configuration,
            TimeSource time,
            EventHub events,
            BusyWait busyWait,
            Readers readers,
            Checkpointer checkpointer,
            ThreadLocal<@Nullable Unit> current) {
        this.path = path;
        this.identity = identity;
        this.configuration = configuration;
        this.time = time;
        this.events = events;
        this.busyWait = busyWait;
        this.readers = readers;
        this.checkpointer = checkpointer;
        this.current = current;
    }

    Backup backup(Path destination, BackupOptions options) throws SQLException {
        CopyTarget target = target(BACKUP, destination, options);
        target.checkNoCompanions();
        return run(BACKUP, target, options, () -> {
            target.checkNoCompanions();
            target.publish();
        });
    }

    /** As a backup, but what is replaced is a database, whose log has to go with it. */
    Backup restore(Path database, BackupOptions options) throws SQLException {
        CopyTarget target = target(RESTORE, database, options);
        if (!target.exists()) {
            target.checkNoCompanions();
            return run(RESTORE, target, options, () -> {
                putIntoWalMode(target);
                target.checkNoCompanions();
                // Who has created one meanwhile uses it.
                target.publishNew();
            });
        }
        // Early, so that nobody waits for a long copy in vain.
        String journalMode = takeOver(target, () -> {});
        return run(RESTORE, target, options, () -> {
            if (journalMode.equalsIgnoreCase("wal")) {
                putIntoWalMode(target);
            }
            takeOver(target, () -> {
                // First, so that the new file never stands beside the old one's log.
                target.removeCompanions();
                target.publish();
            });
        });
    }

    /** A copy is in journal mode DELETE; those who open the database without Sqlane expect what it was in. */
    private void putIntoWalMode(CopyTarget target) throws SQLException {
        opener(Role.WRITE, target.temporary()).open(acquireDeadline()).close("the copy is in WAL mode");
    }

    private CopyTarget target(Task task, Path destination, BackupOptions options) throws SQLException {
        Unit unit = current.get();
        if (unit != null) {
            throw new MisuseException(
                    "A " + task.name() + " was asked for inside task \""
                            + unit.task().name()
                            + "\", whose connection it would keep for as long as it takes. Call it outside of units.",
                    null);
        }
        return CopyTarget.of(destination, options.replace(), identity);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    // The thread -----------------------------------------------------------------------------------------------------

    private Backup run(Task task, CopyTarget target, BackupOptions options, Step publish) throws SQLException {
        CopyWatch watch = new CopyWatch(
                options, target::size, checkpointer::walBytes, readers::isClosed, configuration.maxWalSize(), time);
        CompletableFuture<Backup> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(copy(task, target, options, watch, publish));
                    } catch (Throwable e) {
                        outcome.completeExceptionally(e);
                    }
                },
                "sqlane-" + task.name() + " " + path.getFileName());
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return outcome.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    watch.stop(CopyWatch.Reason.INTERRUPTED);
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Throws what the copy's thread threw; the caller's stack is added, since that of the copy does not lead to it. */
    private static SQLException rethrown(@Nullable Throwable failure) {
        if (failure instanceof SQLException exception) {
            exception.addSuppressed(new SQLException("called from here"));
            return exception;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return new SQLException("The copy ended without an outcome.", failure);
    }

    // On the copy's thread -------------------------------------------------------------------------------------------

    private Backup copy(Task task, CopyTarget target, BackupOptions options, CopyWatch watch, Step publish)
            throws SQLException {
        try (target) {
            try {
                long pageSize = readers.runApart(
                        task, acquireDeadline(), connection -> copyInto(task, target, connection, watch));
                long bytes = target.size();
                if (options.verify()) {
                    verify(task, target, watch);
                }
                watch.copied(bytes / pageSize);
                publish.run();
                return new Backup(target.destination(), bytes / pageSize, bytes, watch.took(), options.verify());
            } catch (SQLException e) {
                throw explained(task, target, watch, e);
            }
        }
    }

    /** Fills the temporary file, and returns the size of its pages. */
    private long copyInto(Task task, CopyTarget target, PhysicalConnection connection, CopyWatch watch)
            throws SQLException {
        long pageSize = connection.pageSize();
        // The first look at the file may meet a recovery of the log.
        long pages = Math.max(1, until(connection, task, connection::usedPages));
        long room = target.room();
        if (room < pages * pageSize) {
            throw noRoom(task, target, pages * pageSize, room, null);
        }
        watch.begin(pages, pageSize);
        until(connection, task, () -> {
            target.makeEmpty(path);
            connection.copyInto(target.temporary(), watch::goesOn);
            return pages;
        });
        return pageSize;
    }

    private long until(PhysicalConnection connection, Task task, BusyWait.Attempt<Long> attempt) throws SQLException {
        return busyWait.until(connection, task, this::acquireDeadline, null, attempt);
    }

    /** Reads the copy; by then the snapshot of the source has been let go. */
    private void verify(Task task, CopyTarget target, CopyWatch watch) throws SQLException {
        Path file = target.temporary();
        PhysicalConnection connection = opener(Role.READ, file).openForCopying(acquireDeadline());
        Optional<String> damage;
        try {
            damage = connection.findDamage(task.equals(RESTORE), watch::goesOnAtOnce);
        } finally {
            connection.close("the copy was verified");
        }
        if (damage.isPresent()) {
            throw new SQLException(
                    "The copy of " + path + " is not sound: " + damage.get() + ". Either " + path
                            + " is damaged itself, or a disk or the memory is faulty; " + target.destination()
                            + " was not written. Check " + path + " with \"pragma integrity_check\".",
                    "XX001",
                    ResultCode.CORRUPT);
        }
    }

    private ConnectionOpener opener(Role role, Path file) throws SQLException {
        return new ConnectionOpener(role, file, FileIdentity.of(file), configuration, busyWait, events);
    }

    private Deadline acquireDeadline() {
        return new Deadline(time, configuration.acquireTimeout());
    }

    // Replacing a database -------------------------------------------------------------------------------------------

    /**
     * Does something while nobody else has the database at the destination open, its log having been moved into it. Returns the journal mode that it
     * was in; WAL where it is too damaged to tell.
     */
    @CanIgnoreReturnValue
    private String takeOver(CopyTarget target, Step step) throws SQLException {
        Path database = target.destination();
        FileIdentity there = FileIdentity.of(database);
        List<String> others = OpenElsewhere.processes(there);
        if (!others.isEmpty()) {
            throw inUse(database, " (process " + String.join(", ", others) + ")", null);
        }
        ConnectionOpener.Exclusive held;
        try {
            held = opener(Role.WRITE, database).openExclusively();
        } catch (SQLException e) {
            int code = ResultCode.primary(ResultCode.extended(e));
            if (code == ResultCode.BUSY || code == ResultCode.PROTOCOL) {
                throw inUse(database, "", e);
            }
            if (code != ResultCode.CORRUPT && code != ResultCode.NOT_A_DATABASE) {
                throw e;
            }
            // Too damaged for SQLite to lock it, which may be why it is replaced.
            step.run();
            return "wal";
        }
        try {
            step.run();
            return held.journalMode();
        } finally {
            if (there.equals(FileIdentity.of(database))) {
                putBack(held);
            }
            // Else the file is gone, and what SQLite would do by its name is not to be asked for.
            held.connection().close("the database was taken over");
        }
    }

    private void putBack(ConnectionOpener.Exclusive held) {
        try {
            held.putBack();
        } catch (SQLException e) {
            // All of it is in the file, and Sqlane sets the mode when it opens that.
            events.skipped("putting the journal mode back", e);
        }
    }

    private static MisuseException inUse(Path database, String by, @Nullable SQLException cause) {
        return new MisuseException(
                database + " is open elsewhere" + by
                        + "; those who use it would go on in a file without a name, and lose what they write. Stop them first. Nothing was changed.",
                cause);
    }

    // Errors ---------------------------------------------------------------------------------------------------------

    private SQLException explained(Task task, CopyTarget target, CopyWatch watch, SQLException e) throws SQLException {
        int code = ResultCode.primary(ResultCode.extended(e));
        if (code == ResultCode.INTERRUPT) {
            return interrupted(task, watch, e);
        }
        if (code == ResultCode.FULL
                && !(e.getSQLState() != null && e.getSQLState().startsWith("53"))) {
            return noRoom(task, target, watch.expectedBytes(), target.room(), e);
        }
        if (code == ResultCode.CORRUPT && e.getSQLState() == null) {
            return new SQLException(
                    path + " is damaged, and can't be copied (" + e.getMessage() + "). "
                            + "Copy an older backup back, or try \"sqlite3 FILE .recover\".",
                    "XX001",
                    code,
                    e);
        }
        return ErrorTranslation.ofDriver(e);
    }

    private SQLException interrupted(Task task, CopyWatch watch, SQLException e) {
        Throwable thrown = watch.thrown();
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        String what = "The " + task.name() + " of " + path + " ";
        String after = " after " + watch.took().toMillis() + " ms. Nothing of it is left.";
        return switch (watch.reason()) {
            case INTERRUPTED -> new WaitInterruptedException(what + "was interrupted" + after, e);
            case CLOSED -> new ClosedException(what + "ended because the database was closed," + after, e);
            case LATE ->
                new DeadlineException(
                        what + "reached its timeout" + after
                                + " Raise the timeout, shorten the pauses, or copy more pages per step.",
                        null,
                        e);
            case NONE ->
                new SQLException(
                        what
                                + "was interrupted as a reader that kept the log from being emptied for longer than oldReaderAge, "
                                + configuration.oldReaderAge().toMillis() + " ms," + after
                                + " Raise oldReaderAge, or shorten the pauses.",
                        "57014",
                        ResultCode.INTERRUPT,
                        e);
        };
    }

    private SQLException noRoom(Task task, CopyTarget target, long needed, long room, @Nullable SQLException cause) {
        return new SQLException(
                "The disk of " + target.destination() + " is too full for the " + task.name() + " of " + path
                        + ": it takes up to " + needed + " bytes, and " + room
                        + " are free. Make room, or name a file on another disk; nothing of it is left.",
                "53100",
                ResultCode.FULL,
                cause);
    }
}
