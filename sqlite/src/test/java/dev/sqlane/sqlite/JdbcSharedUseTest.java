package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Several threads on one connection, and programs that drive a connection as query builders do. */
class JdbcSharedUseTest {
    /**
     * One thread reads a row while another closes the connection, which goes to the next borrower with the same compiled
     * statement. The reader may see its own value or an error, and never the next borrower's value.
     *
     * <pre>
     * borrower                          reader
     * select 7
     *                                   getInt: 7
     * close                             getInt: 7, or closed
     * select 8 (same statement)         getInt: closed
     * </pre>
     */
    @Test
    void aLateReaderNeverSeesTheNextBorrowersRow() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary(
                SqliteConfiguration.builder().maxReadConnections(1).build())) {
            List<Threads.Running<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int own = i;
                try (Connection c = db.readPool().getConnection();
                        PreparedStatement select = c.prepareStatement("select ?")) {
                    select.setInt(1, own);
                    ResultSet rows = select.executeQuery();
                    assertThat(rows.next()).isTrue();
                    CountDownLatch reading = new CountDownLatch(1);
                    readers.add(Threads.start("reader", () -> readUntilClosed(rows, own, reading)));
                    Threads.await(reading);
                }
            }
            for (Threads.Running<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            Invariants.check(db);
        }
    }

    private static long readUntilClosed(ResultSet rows, int own, CountDownLatch reading) {
        for (long reads = 1; ; reads++) {
            try {
                assertThat(rows.getInt(1)).isEqualTo(own);
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isIn("08003", "24000");
                return reads;
            }
            reading.countDown();
        }
    }

    @Test
    void threadsOnOneConnectionTakeTurns() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            db.run(c -> c.script("create table item (id integer primary key, name text)"));
            try (Connection c = db.writePool().getConnection()) {
                List<Threads.Running<List<Long>>> running = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    running.add(Threads.start("inserter", () -> insertMany(c, 200)));
                }
                List<Long> keys = new ArrayList<>();
                for (Threads.Running<List<Long>> inserter : running) {
                    keys.addAll(inserter.get());
                }
                // Each thread was given the keys of its own rows.
                assertThat(keys).hasSize(800).doesNotHaveDuplicates();
            }
            Invariants.check(db);
        }
    }

    private static List<Long> insertMany(Connection c, int count) throws SQLException {
        List<Long> keys = new ArrayList<>();
        try (PreparedStatement insert =
                c.prepareStatement("insert into item (name) values ('x')", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < count; i++) {
                insert.executeUpdate();
                try (ResultSet rows = insert.getGeneratedKeys()) {
                    assertThat(rows.next()).isTrue();
                    keys.add(rows.getLong(1));
                }
            }
        }
        return keys;
    }

    /** As jOOQ runs a query: execute, then ask for results until there are none. */
    @Test
    void aQueryBuilderReadsAllResults() throws Exception {
        try (SqliteDatabase db = Sqlite.temporary()) {
            db.run(c -> {
                Connection jdbc = c.jdbc();
                assertThat(jdbc.getMetaData().getDatabaseProductName()).isEqualTo("SQLite");
                try (Statement create = jdbc.createStatement()) {
                    assertThat(create.execute("create table item (id integer primary key, name text)"))
                            .isFalse();
                    assertThat(create.getUpdateCount()).isZero();
                    assertThat(create.getMoreResults()).isFalse();
                    assertThat(create.getUpdateCount()).isEqualTo(-1);
                }
                try (PreparedStatement insert =
                        jdbc.prepareStatement("insert into item (name) values (?), (?) returning id, name")) {
                    insert.setString(1, "a");
                    insert.setString(2, "b");
                    assertThat(fetch(insert)).containsExactly("id=1 name=a", "id=2 name=b");
                    // An open cursor of RETURNING would make COMMIT say busy.
                    insert.setString(1, "c");
                    insert.setString(2, "d");
                    assertThat(insert.executeQuery().next()).isTrue();
                }
                try (PreparedStatement select = jdbc.prepareStatement("select * from item where id > ?")) {
                    select.setFetchSize(1);
                    select.setMaxRows(2);
                    select.setQueryTimeout(10);
                    select.setLong(1, 1);
                    assertThat(fetch(select)).containsExactly("id=2 name=b", "id=3 name=c");
                }
                jdbc.close();
            });
            db.read(c -> {
                Connection jdbc = c.jdbc();
                try (PreparedStatement select = jdbc.prepareStatement("select id, name from item where id = ?")) {
                    select.setLong(1, 4);
                    assertThat(fetch(select)).containsExactly("id=4 name=d");
                }
                try (Statement write = jdbc.createStatement()) {
                    assertThatThrownBy(() -> write.execute("delete from item"))
                            .hasFieldOrPropertyWithValue("SQLState", "25006");
                }
                return null;
            });
            Invariants.check(db);
        }
    }

    private static List<String> fetch(PreparedStatement statement) throws SQLException {
        List<String> fetched = new ArrayList<>();
        boolean rows = statement.execute();
        while (rows || statement.getUpdateCount() != -1) {
            if (rows) {
                try (ResultSet result = statement.getResultSet()) {
                    ResultSetMetaData columns = result.getMetaData();
                    while (result.next()) {
                        List<String> row = new ArrayList<>();
                        for (int i = 1; i <= columns.getColumnCount(); i++) {
                            row.add(columns.getColumnLabel(i) + "=" + result.getObject(i));
                        }
                        fetched.add(String.join(" ", row));
                    }
                }
            }
            assertThat((Object) statement.getWarnings()).isNull();
            rows = statement.getMoreResults();
        }
        return fetched;
    }
}
