package dev.sqlane.micrometer;

import dev.sqlane.Database;
import dev.sqlane.Holder;
import dev.sqlane.sqlite.Checkpoint;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.SqliteEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;

/** What only SQLite has: the log and its checkpoints. Loaded only where a database is SQLite's. */
final class SqliteMeters extends UnitMeters implements SqliteEvents {
    private final Timer emptied;
    private final Timer moved;
    private final Timer blocked;
    private final Counter oldReaders;

    private SqliteMeters(Registration meters, int taskNames, SqliteDatabase database) {
        super(meters, taskNames);
        this.emptied = checkpoint(meters, "emptied");
        this.moved = checkpoint(meters, "moved");
        this.blocked = checkpoint(meters, "blocked");
        this.oldReaders = meters.counter(
                "sqlane.readers.too.old",
                "reports",
                "Reports of a reader that has kept the log from being emptied for longer than oldReaderAge");
        meters.gauge(
                "sqlane.wal.size", "bytes", "Size of the write-ahead log's file", database, SqliteMeters::walBytes);
    }

    private static Timer checkpoint(Registration meters, String result) {
        return meters.timer("sqlane.checkpoint", "How long a checkpoint took, by what it came to", "result", result);
    }

    /** Returns the meters of a database of whichever engine. Its type keeps the caller's class from being linked with SQLite's. */
    static UnitMeters orNeutral(Registration meters, int taskNames, Database database) {
        return database instanceof SqliteDatabase sqlite
                ? new SqliteMeters(meters, taskNames, sqlite)
                : new UnitMeters(meters, taskNames);
    }

    private static double walBytes(SqliteDatabase database) {
        try {
            return database.wal().bytes();
        } catch (SQLException e) {
            // It is closed.
            return Double.NaN;
        }
    }

    @Override
    public void checkpointed(Checkpoint checkpoint) {
        Timer timer = checkpoint.emptied() ? emptied : checkpoint.blockedBy().isPresent() ? blocked : moved;
        timer.record(checkpoint.took());
    }

    @Override
    public void readerTooOld(Holder reader, boolean interrupted) {
        oldReaders.increment();
    }
}
