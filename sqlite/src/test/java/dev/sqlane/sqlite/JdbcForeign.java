package dev.sqlane.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection of the plain driver to a database's file: to SQLite the same as another process. */
final class JdbcForeign {
    private JdbcForeign() {}

    static Connection connect(SqliteDatabase db) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + db.path());
        execute(connection, "pragma busy_timeout=0");
        return connection;
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
