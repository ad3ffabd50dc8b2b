package dev.sqlane.sqlite.conformance;

import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** How a program gets at a database: by the plain driver, or by one of the three DataSources. */
enum Way {
    PLAIN("plain driver"),
    READ_POOL("read pool"),
    WRITE_POOL("write pool"),
    DROP_IN("drop-in");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /** Returns a connection of one of a database's DataSources. */
    Connection connect(SqliteDatabase db) throws SQLException {
        return switch (this) {
            case PLAIN -> throw new IllegalArgumentException("the plain driver needs no database of ours");
            case READ_POOL -> db.readPool().getConnection();
            case WRITE_POOL -> db.writePool().getConnection();
            case DROP_IN -> db.dataSource().getConnection();
        };
    }

    static Connection plain(Path file) throws SQLException {
        Properties properties = new Properties();
        // As Sqlane has it by default, and SQLite has not.
        properties.setProperty("foreign_keys", "true");
        return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    }

    @Override
    public String toString() {
        return title;
    }
}
