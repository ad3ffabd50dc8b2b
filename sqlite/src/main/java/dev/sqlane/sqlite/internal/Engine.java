package dev.sqlane.sqlite.internal;

import dev.sqlane.ReadPool;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.Backup;
import dev.sqlane.sqlite.BackupOptions;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Where the public entry points lead: makes handles over open files. */
public final class Engine {
    private Engine() {}

    public static SqliteDatabase open(Path path, SqliteConfiguration configuration) throws SQLException {
        return new DatabaseHandle(new Handle(OpenFiles.acquire(path, configuration, true, true)));
    }

    public static ReadPool openReadPool(Path path, SqliteConfiguration configuration) throws SQLException {
        return new ReadPoolHandle(new Handle(OpenFiles.acquire(path, configuration, false, true)), true);
    }

    public static WritePool openWritePool(Path path, SqliteConfiguration configuration) throws SQLException {
        return new WritePoolHandle(new Handle(OpenFiles.acquire(path, configuration, true, false)), true);
    }

    /** Returns a connection of the drop-in, to a database that is open for as long as such connections are. */
    public static Connection connect(Path path, SqliteConfiguration configuration) throws SQLException {
        return DriverDatabases.connect(path, configuration);
    }

    public static Backup backup(Path path, Path destination, BackupOptions options) throws SQLException {
        OpenFiles.Share share = OpenFiles.acquire(path, SqliteConfiguration.defaults(), false, false);
        try {
            return share.file().copier().backup(destination, options);
        } finally {
            share.release();
        }
    }

    public static Backup restore(Path backup, Path path, BackupOptions options) throws SQLException {
        OpenFiles.Share share = OpenFiles.acquire(backup, SqliteConfiguration.defaults(), false, false);
        try {
            return share.file().copier().restore(path, options);
        } finally {
            share.release();
        }
    }

    public static SqliteDatabase temporary(SqliteConfiguration configuration) throws SQLException {
        Path folder;
        try {
            folder = Files.createTempDirectory("sqlane-");
        } catch (IOException e) {
            throw new SQLException("a temporary folder could not be created: " + e, "08001", e);
        }
        OpenFiles.Share share = OpenFiles.acquire(folder.resolve("temporary.db"), configuration, true, true);
        share.file().deleteWhenClosed(folder);
        return new DatabaseHandle(new Handle(share));
    }
}
