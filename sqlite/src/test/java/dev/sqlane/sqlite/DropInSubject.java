package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database with a drop-in, of which nothing may be left out after a test. */
abstract class DropInSubject {
    SqliteDatabase db;
    DataSource dropIn;

    @BeforeEach
    final void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(2)
                .acquireTimeout(Duration.ofSeconds(20))
                .build());
        db.run(c -> c.script("create table item (id integer primary key, name text unique)"));
        dropIn = db.dataSource();
    }

    @AfterEach
    final void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    final void assertOut(int readers, int writers) {
        assertThat(db.stats().read().active()).as("read connections out").isEqualTo(readers);
        assertThat(db.stats().write().active()).as("write connections out").isEqualTo(writers);
    }

    static int update(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    static List<String> query(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
