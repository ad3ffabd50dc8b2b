package dev.sqlane.sqlite;

import dev.sqlane.ReadPool;
import dev.sqlane.WritePool;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Puts settings together and opens a file with them. Made by {@link Sqlite#builder}.
 *
 * @since 0.1.0
 */
public final class SqliteBuilder extends SqliteSettings<SqliteBuilder> {
    private final Path path;

    SqliteBuilder(Path path) {
        this.path = Objects.requireNonNull(path, "path");
    }

    @Override
    SqliteBuilder self() {
        return this;
    }

    /** As {@link Sqlite#open(Path, SqliteConfiguration)}. */
    public SqliteDatabase open() throws SQLException {
        return Sqlite.open(path, toConfiguration());
    }

    /** As {@link Sqlite#openReadPool(Path, SqliteConfiguration)}. */
    public ReadPool openReadPool() throws SQLException {
        return Sqlite.openReadPool(path, toConfiguration());
    }

    /** As {@link Sqlite#openWritePool(Path, SqliteConfiguration)}. */
    public WritePool openWritePool() throws SQLException {
        return Sqlite.openWritePool(path, toConfiguration());
    }
}
