package dev.sqlane.sqlite;

import dev.sqlane.ReadPool;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.internal.Engine;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Opens SQLite files.
 *
 * <pre>{@code
 * try (SqliteDatabase db = Sqlite.open(Path.of("app.db"))) {
 *     long id = db.write(Task.named("create sandbox"), c -> insertSandbox(c, spec));
 *     Optional<Sandbox> sandbox = db.read(c -> loadSandbox(c, id));
 * }
 * }</pre>
 *
 * <p>All handles that one process opens on one file, by whatever path or link, share one write queue and one set of
 * connections; the last one closed closes them. Opening with a configuration that differs from the open one's is
 * refused.
 *
 * @since 0.1.0
 */
public final class Sqlite {
    private Sqlite() {}

    /** Opens the file with the default configuration, creating it where it does not exist; see {@link #open(Path, SqliteConfiguration)}. */
    public static SqliteDatabase open(Path path) throws SQLException {
        return open(path, SqliteConfiguration.defaults());
    }

    /**
     * Opens both pools on the file. A missing file is created, with the rights that the umask gives; its folder must exist.
     * The file is put into WAL mode.
     *
     * @throws dev.sqlane.MisuseException if the path can't be a database (a folder, a missing folder), if the file
     *     is open in this process with another configuration, or if a setting did not hold
     * @throws dev.sqlane.BusyException if another process kept the file locked for the whole busy timeout
     * @throws SQLException if the file is no database or can't be opened
     */
    public static SqliteDatabase open(Path path, SqliteConfiguration configuration) throws SQLException {
        return Engine.open(path, configuration);
    }

    /** Opens a read pool alone with the default configuration; see {@link #openReadPool(Path, SqliteConfiguration)}. */
    public static ReadPool openReadPool(Path path) throws SQLException {
        return openReadPool(path, SqliteConfiguration.defaults());
    }

    /**
     * Opens a read pool alone. It never creates the file and never changes its journal mode.
     *
     * @throws dev.sqlane.MisuseException if the file does not exist or is not in WAL mode, and as {@link #open(Path, SqliteConfiguration)}
     * @throws SQLException as {@link #open(Path, SqliteConfiguration)}
     */
    public static ReadPool openReadPool(Path path, SqliteConfiguration configuration) throws SQLException {
        return Engine.openReadPool(path, configuration);
    }

    /** Opens a write pool alone with the default configuration; see {@link #openWritePool(Path, SqliteConfiguration)}. */
    public static WritePool openWritePool(Path path) throws SQLException {
        return openWritePool(path, SqliteConfiguration.defaults());
    }

    /**
     * Opens a write pool alone, for a process that only reports. A missing file is created.
     *
     * @throws SQLException as {@link #open(Path, SqliteConfiguration)}
     */
    public static WritePool openWritePool(Path path, SqliteConfiguration configuration) throws SQLException {
        return Engine.openWritePool(path, configuration);
    }

    /**
     * Opens a new database in a temporary folder of its own, which is removed when the database is closed. A real file
     * with the semantics of one, for tests.
     */
    public static SqliteDatabase temporary() throws SQLException {
        return temporary(SqliteConfiguration.defaults());
    }

    /** As {@link #temporary()}, configured. */
    public static SqliteDatabase temporary(SqliteConfiguration configuration) throws SQLException {
        return Engine.temporary(configuration);
    }

    /**
     * Copies a database that this process does not use otherwise, as {@link SqliteDatabase#backup(Path, BackupOptions)} does. It is opened for
     * reading alone: neither it nor its journal mode is changed. Where it is not in WAL mode, its writers wait while the copy runs.
     *
     * @throws dev.sqlane.MisuseException if the database does not exist or is open in this process with a configuration of its own, and
     *     as {@link SqliteDatabase#backup(Path, BackupOptions)}
     * @throws SQLException as {@link SqliteDatabase#backup(Path, BackupOptions)}
     */
    public static Backup backup(Path database, Path destination, BackupOptions options) throws SQLException {
        return Engine.backup(database, destination, options);
    }

    /**
     * Puts a copy of a backup in a database's place. The copy is made as by {@link #backup}, and is checked thoroughly ({@code pragma
     * integrity_check}, unless {@link BackupOptions#verify} is off) before the database is touched. Then the logs of the old file are removed,
     * since SQLite would take them for the new one's, and the new file takes its name in one step. It is in WAL mode, unless the old one was
     * in another.
     *
     * <p>Nobody may have the database open meanwhile. Other processes that do are found out by SQLite's locks (all of those in WAL mode, else those
     * inside a transaction), and on Linux by their open files as far as this process may see them; then nothing is changed. What opens
     * the file in the very moment in which it is replaced can't be noticed: stop the programs that use it.
     *
     * @param backup a database; it is not changed
     * @param database which file to put it into; where it exists, {@link BackupOptions#replace} must be set
     * @throws dev.sqlane.MisuseException if the database exists and is not to be replaced, is the backup itself, or is open in this process
     *     or another
     * @throws SQLException if the backup is not sound (SQLState XX001), and as {@link SqliteDatabase#backup(Path, BackupOptions)}
     */
    public static Backup restore(Path backup, Path database, BackupOptions options) throws SQLException {
        return Engine.restore(backup, database, options);
    }

    /** Returns a builder with the default settings for the file. */
    public static SqliteBuilder builder(Path path) {
        return new SqliteBuilder(path);
    }
}
