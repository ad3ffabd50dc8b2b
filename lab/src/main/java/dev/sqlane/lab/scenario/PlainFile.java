package dev.sqlane.lab.scenario;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * A database file through the plain driver and no strategy: to set it up before a round and to look at it afterwards,
 * when nobody else has it open.
 */
public final class PlainFile implements AutoCloseable {
    private final Connection connection;

    private PlainFile(Connection connection) {
        this.connection = connection;
    }

    /** Creates the file, in WAL mode, and runs the statements in one transaction. */
    public static PlainFile create(Path file, List<String> statements) throws SQLException {
        PlainFile created = open(file);
        try {
            created.execute("pragma journal_mode=wal");
            created.execute("begin immediate");
            for (String statement : statements) {
                created.execute(statement);
            }
            created.execute("commit");
            return created;
        } catch (SQLException | RuntimeException failure) {
            created.close();
            throw failure;
        }
    }

    /** Opens a file that exists. */
    public static PlainFile open(Path file) throws SQLException {
        PlainFile opened = new PlainFile(DriverManager.getConnection("jdbc:sqlite:" + file));
        // A straggler's last transaction may still be ending; the checks wait for it.
        opened.execute("pragma busy_timeout=30000");
        return opened;
    }

    /**
     * Opens a file that exists, to look at it and leave it as it is: what is in the log is read from there, and stays in it for whoever
     * opens the file next.
     */
    public static PlainFile look(Path file) throws SQLException {
        SQLiteConfig reading = new SQLiteConfig();
        reading.setReadOnly(true);
        return new PlainFile(DriverManager.getConnection("jdbc:sqlite:" + file, reading.toProperties()));
    }

    public Connection connection() {
        return connection;
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of the only row. */
    public long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("\"" + sql + "\" returned no row");
            }
            return rows.getLong(1);
        }
    }

    /** Returns the first column of all rows. */
    public List<String> texts(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
