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
