package dev.sqlane.sqlite;

import dev.sqlane.Database;
import dev.sqlane.Task;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Database} over one SQLite file, with what only SQLite has.
 *
 * @since 0.1.0
 */
public interface SqliteDatabase extends Database {
    /** Returns the file's real path, with links resolved. */
    Path path();

    /**
     * Runs {@code work} on the write connection outside a transaction and alone, for {@code VACUUM}, rebuilds of tables with
     * foreign keys off, and other work that can't run in a transaction. It waits in the write queue like any write.
     *
     * <p>The connection given is in auto-commit; the work may begin and end transactions of its own and set pragmas. A
     * transaction that it leaves open is rolled back. Afterwards that connection is closed and a fresh one takes its place, so
     * that no setting survives.
     *
     * @throws SQLException as {@link Database#write(Task, dev.sqlane.WriteWork)} does
     * @throws X what {@code work} throws
     */
    <T extends @Nullable Object, X extends Exception> T maintain(Task task, MaintenanceWork<T, X> work)
            throws SQLException, X;

    /** Copies the database with the default options; see {@link #backup(Path, BackupOptions)}. */
    default Backup backup(Path destination) throws SQLException {
        return backup(destination, BackupOptions.defaults());
    }

    /**
     * Copies the database, as it is at one moment, into a file, while it is read and written. The copy is compact, like after a {@code VACUUM},
     * and needs no other file beside it; Sqlane puts it into WAL mode when it opens it.
     *
     * <p>The copy grows in a temporary file beside the destination, is verified ({@code pragma quick_check}), is brought onto the disk, and
     * then takes the destination's name in one step. Where anything fails, nothing of it is left, and a destination that was to be
     * replaced is as it was. (A process that is killed leaves a file named like {@code .app.db.….partial}; delete it.)
     *
     * <p>The copy reads one snapshot, on a connection beyond those of the read pool. While it runs, the write-ahead log can't be
     * emptied, like beside any long read: the pauses end when it has grown by {@code maxWalSize}, and {@link BackupOptions#timeout} bounds the whole.
     *
     * <p>To cancel it, interrupt the calling thread, or throw from {@link BackupOptions#progress}; closing the database ends it, too. It may be
     * called by any thread, by several at once with different destinations, but not inside a unit.
     *
     * @param destination on the default file system; its folder must exist
     * @throws dev.sqlane.MisuseException if the destination exists and is not to be replaced, is the database itself (by whatever link),
     *     is open in this process, has a log or journal beside it, or can't be a file; or if called inside a unit
     * @throws dev.sqlane.DeadlineException if the copy took longer than the timeout
     * @throws dev.sqlane.WaitInterruptedException if the thread was interrupted; the flag is set again
     * @throws dev.sqlane.ClosedException if the database is or was closed
     * @throws SQLException if the disk is full (SQLState 53100), the copy is not sound or the database is damaged (XX001), or the files could
     *     not be read or written
     */
    Backup backup(Path destination, BackupOptions options) throws SQLException;

    /** Returns the state of the write-ahead log as of now, without touching it. */
    WalStatistics wal() throws SQLException;

    /**
     * What {@link #maintain} runs.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    interface MaintenanceWork<T extends @Nullable Object, X extends Exception> {
        T run(Connection connection) throws X;
    }
}
