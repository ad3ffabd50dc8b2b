package dev.sqlane.cli.maintenance;

import dev.sqlane.ReadPool;
import dev.sqlane.sqlite.Sqlite;
import java.nio.file.Path;
import java.sql.SQLException;

/** Keeps commands from creating a database, or changing the journal mode of one, by opening it for writing. */
final class ExistingFile {
    private ExistingFile() {}

    /** Opens and closes the file as a read pool does, which refuses what is not there or not in WAL mode. */
    static void check(Path path) throws SQLException {
        ReadPool pool = Sqlite.openReadPool(path);
        pool.close();
    }
}
