package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** Traps 16, 16a, 16b and 16d: what readers hold on to, what they may do, and what they see of a schema that changes. */
class ReaderTrapsTest {
    @TempDir
    Path folder;

    private Path file;
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("trap.db");
        db = Sqlite.builder(file).maxReadConnections(2).open();
        db.run(c -> c.script("create table item (id integer primary key, name text);"
                + "insert into item (name) values ('a'); insert into item (name) values ('b')"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    /** Writes, and has another process empty the log; returns what SQLite says of it: busy, frames, frames moved. */
    private String truncateAfterAWrite() throws Exception {
        db.run(c -> c.update("insert into item (name) values ('more')"));
        try (Shell shell = Shell.open(file)) {
            return shell.run("pragma wal_checkpoint(truncate);");
        }
    }

    @Test
    void trap16PlainAForgottenResultSetPinsItsSnapshot() throws Exception {
        try (Connection connection = Plain.open(file);
                PreparedStatement query = connection.prepareStatement("select id from item");
                ResultSet forgotten = query.executeQuery()) {
            assertThat(forgotten.next()).isTrue();
            assertThat(truncateAfterAWrite()).startsWith("1|");
            assertThat(Files.size(folder.resolve("trap.db-wal"))).isPositive();
            assertThat(forgotten.next()).isTrue();
        }
        assertThat(truncateAfterAWrite()).isEqualTo("0|0|0");
    }

    @Test
    void trap16SqlaneNothingOutlivesItsUnitOrItsConnection() throws Exception {
        Iterator<Long> left = db.read(c -> {
            Iterator<Long> rows =
                    c.stream("select id from item", row -> row.getLong(1)).iterator();
            assertThat(rows.next()).isEqualTo(1);
            return rows;
        });
        assertThat(truncateAfterAWrite()).as("after a stream left open").isEqualTo("0|0|0");
        assertThatThrownBy(() -> {
                    left.next();
                    left.next();
                })
                .hasMessageContaining("can't be used any more");

        Connection connection = db.readPool().getConnection();
        Statement statement = connection.createStatement();
        ResultSet forgotten = statement.executeQuery("select id from item");
        assertThat(forgotten.next()).isTrue();
        assertThat(truncateAfterAWrite()).as("while it is read").startsWith("1|");
        connection.close();
        assertThat(truncateAfterAWrite()).as("after close").isEqualTo("0|0|0");
        assertThat(forgotten.isClosed()).isTrue();

        assertThatThrownBy(() -> db.query("select id from item", row -> {
                    throw new IllegalStateException("in the midst of the rows");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(truncateAfterAWrite()).as("after a mapper that failed").isEqualTo("0|0|0");
        assertThat(Files.size(folder.resolve("trap.db-wal"))).isZero();
    }

    @Test
    void trap16aPlainAReadOnlyConnectionWritesFiles() throws Exception {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        Path copy = folder.resolve("copy.db");
        try (Connection reader = Plain.open(file, config)) {
            Plain.run(reader, "pragma query_only=1");
            assertThat(Plain.resultCode(() -> Plain.run(reader, "create temp table scratch (x)")))
                    .isEqualTo(8);
            Plain.run(reader, "pragma query_only=0", "create temp table scratch (x)", "insert into scratch values (1)");
            Plain.run(reader, "vacuum into '" + copy + "'");
            assertThat(copy).exists();
            Plain.run(reader, "attach '" + copy + "' as other");
            assertThat(Plain.value(reader, "select count(*) from other.item")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pragma query_only=0",
                "pragma query_only(off)",
                "attach '%s' as other",
                "vacuum into '%s'",
                "create temp table scratch (x)",
                "insert into item (name) values ('c')",
                "delete from item returning id",
                "with gone as (select 1) delete from item",
                "drop table item",
                "backup to '%s'"
            })
    void trap16aSqlaneAReaderOnlyReads(String template) throws Exception {
        Path copy = folder.resolve("copy.db");
        String sql = template.replace("%s", copy.toString());
        assertThatThrownBy(() -> db.query(sql, row -> 1)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> db.read(c -> c.query(sql, row -> 1))).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> db.write(c -> db.query(sql, row -> 1)))
                .as("in a read inside a write")
                .isInstanceOf(SQLException.class);
        try (Connection connection = db.readPool().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.executeUpdate(sql)).isInstanceOf(SQLException.class);
            statement.addBatch(sql);
            assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
        }
        db.read(c -> {
            assertThatThrownBy(() -> Plain.run(c.jdbc(), sql)).isInstanceOf(SQLException.class);
            return null;
        });
        assertThat(copy).doesNotExist();
        assertThat(db.query("select name from item order by id", row -> String.valueOf(row.getString(1))))
                .containsExactly("a", "b");
        assertThat(db.queryValue("pragma query_only", Integer.class)).contains(1);
        assertThat(db.queryValue("select count(*) from temp.sqlite_schema", Integer.class))
                .contains(0);
    }

    @Test
    void trap16bPlainExplainRunsAPragma() throws Exception {
        try (Connection connection = Plain.open(file)) {
            assertThat(Plain.value(connection, "pragma synchronous")).isEqualTo("2");
            Plain.value(connection, "explain pragma synchronous=off");
            assertThat(Plain.value(connection, "pragma synchronous")).isEqualTo("0");
        }
    }

    @Test
    void trap16bSqlaneExplainOfAPragmaIsRefusedLikeThePragma() throws Exception {
        String sly = "explain pragma query_only=0";
        assertThatThrownBy(() -> db.query(sly, row -> 1))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("PRAGMA query_only");
        assertThatThrownBy(() -> db.run(c -> c.query("explain query plan pragma synchronous = off", row -> 1)))
                .isInstanceOf(MisuseException.class);
        try (Connection connection = db.readPool().getConnection()) {
            assertThatThrownBy(() -> Plain.run(connection, sly)).hasCauseInstanceOf(MisuseException.class);
        }
        assertThat(db.query("explain query plan select * from item", row -> 1)).isNotEmpty();
        assertThat(db.queryValue("pragma query_only", Integer.class)).contains(1);
        db.run(c ->
                assertThat(c.queryValue("pragma synchronous", Integer.class)).contains(1));
    }

    @Test
    void trap16dPlainMetadataBeforeExecutionIsOfTheOldSchema() throws Exception {
        try (Connection connection = Plain.open(file);
                PreparedStatement query = connection.prepareStatement("select * from item")) {
            alterElsewhere();
            assertThat(query.getMetaData().getColumnCount()).isEqualTo(2);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.getMetaData().getColumnCount()).isEqualTo(3);
                assertThat(row.getString("extra")).isEqualTo("new");
            }
        }
    }

    private void alterElsewhere() throws Exception {
        try (Shell shell = Shell.open(file)) {
            shell.quietly("alter table item add column extra text default 'new';");
        }
    }

    @Test
    void trap16dSqlaneMetadataIsOfTheNewSchema() throws Exception {
        String sql = "select * from item";
        assertThat(db.query(sql, row -> row.columnCount())).containsOnly(2);
        try (Connection connection = db.readPool().getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            assertThat(query.getMetaData().getColumnCount()).isEqualTo(2);
            alterElsewhere();
            assertThat(query.getMetaData().getColumnCount()).isEqualTo(3);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getMetaData().getColumnName(3)).isEqualTo("extra");
                assertThat(row.getString("extra")).isEqualTo("new");
            }
        }
        assertThat(db.query(sql, row -> List.of(row.columnCount(), String.valueOf(row.getString("extra")))))
                .containsOnly(List.of(3, "new"));
    }

    /** Names are read when somebody asks for them, once a statement runs again; the number of columns is the same here. */
    @Test
    void trap16dSqlaneReadsRenamedColumnsByTheirNewName() throws Exception {
        String sql = "select * from item";
        List<String> before = db.query(sql, row -> String.valueOf(row.getString("name")));
        try (Connection connection = db.readPool().getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (String column : List.of("name", "title")) {
                List<String> after = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        after.add(row.getString(column));
                    }
                }
                assertThat(after).isEqualTo(before);
                if (column.equals("name")) {
                    try (Shell shell = Shell.open(file)) {
                        shell.quietly("alter table item rename column name to title;");
                    }
                }
            }
        }
        assertThat(db.query(sql, row -> String.valueOf(row.getString("title")))).isEqualTo(before);
        assertThatThrownBy(() -> db.query(sql, row -> String.valueOf(row.getString("name"))))
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("there is no column name");
    }

    /** The driver survives it too; that could not be made to fail. */
    @Test
    void trap16dSqlaneInterruptsRaceWithClosing() throws Exception {
        for (int round = 0; round < 200; round++) {
            Connection connection = db.readPool().getConnection();
            Statement statement = connection.createStatement();
            CyclicBarrier start = new CyclicBarrier(2);
            Background<Void> closing = Background.run(() -> {
                try (ResultSet rows = statement.executeQuery("select name from item")) {
                    rows.next();
                    start.await();
                    connection.close();
                }
            });
            start.await();
            statement.cancel();
            closing.result();
            assertThat(db.queryValue("select count(*) from item", Long.class)).contains(2L);
        }
    }
}
