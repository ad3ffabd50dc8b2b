package dev.sqlane.sqlite.traps;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.sqlite.SqliteConfiguration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteException;

/** The plain stack that the traps are set in: sqlite-jdbc alone, or under HikariCP. */
final class Plain {
    /** For a write that is to be refused soon by a lock that nobody gives back. */
    static final Duration SHORT = Duration.ofMillis(300);

    private Plain() {}

    /** Returns the usual settings, but a busy timeout of 0: a lock shows at once. */
    static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setBusyTimeout(0);
        return config;
    }

    static Connection open(Path file) throws SQLException {
        return open(file, config());
    }

    static Connection open(Path file, SQLiteConfig config) throws SQLException {
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** Opens a pool of one connection, with parameters of the driver's URL such as {@code transaction_mode=IMMEDIATE}. */
    static HikariDataSource pool(Path file, boolean autoCommit, String parameters) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file + "?" + parameters);
        config.setMaximumPoolSize(1);
        config.setAutoCommit(autoCommit);
        return new HikariDataSource(config);
    }

    static void run(Connection connection, String... statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** Returns the first column of the first row as text. */
    static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new SQLException("no row: " + sql);
            }
            return row.getString(1);
        }
    }

    /** What is expected to fail. */
    @FunctionalInterface
    interface Call {
        void run() throws Exception;
    }

    /** Returns the extended result code that the driver's exception has; 0 where the call succeeds. */
    static int resultCode(Call call) throws Exception {
        try {
            call.run();
            return 0;
        } catch (SQLiteException e) {
            return e.getResultCode().code;
        }
    }

    /** Returns a configuration that gives up on a foreign holder soon and tells the recorder. */
    static SqliteConfiguration impatient(Recorder recorder) {
        return SqliteConfiguration.builder().busyTimeout(SHORT).events(recorder).build();
    }
}
