package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drop-in: which connection each statement takes, and when it goes back. */
class DropInTest extends DropInSubject {
    // Laziness -------------------------------------------------------------------------------------------------------

    @Test
    void anIdleConnectionHoldsNothing() throws Exception {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Connection c = dropIn.getConnection();
            c.setAutoCommit(false);
            c.prepareStatement("insert into item (name) values (?)").setString(1, "x");
            connections.add(c);
        }
        assertOut(0, 0);
        for (int i = 0; i < 50; i++) {
            update(connections.get(i), "insert into item (name) values ('" + i + "')");
            assertOut(0, 1);
            connections.get(i).commit();
            assertOut(0, 0);
        }
        for (Connection c : connections) {
            assertThat(query(c, "select count(*) from item")).containsExactly("50");
            c.rollback();
            assertOut(0, 0);
            c.close();
        }
    }

    @Test
    void whatWasNotCommittedIsRolledBackByClose() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('lost')");
        }
        assertOut(0, 0);
        assertThat(db.queryValue("select count(*) from item", Long.class)).contains(0L);
    }

    // Auto-commit ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "  -- a comment\n select 1",
                "values (1)",
                "with x(n) as (select 1) select n from x",
                "/* c */ WITH x(n) AS (values (1)) SELECT n FROM x"
            })
    void inAutoCommitAReadTakesAReaderUntilItsRowsEnd(String sql) throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            ResultSet rows = statement.executeQuery(sql);
            assertOut(1, 0);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
            assertOut(1, 0);
            assertThat(rows.next()).isFalse();
            assertOut(0, 0);
            // It is at its end, not closed.
            assertThat(rows.isClosed()).isFalse();
            assertThat(rows.next()).isFalse();
            assertThat(rows.isAfterLast()).isTrue();
            assertThat(rows.getMetaData().getColumnCount()).isEqualTo(1);
            assertOut(0, 0);
            rows.close();
            assertThatThrownBy(rows::next).hasFieldOrPropertyWithValue("SQLState", "24000");
        }
    }

    @Test
    void anOpenResultSetKeepsItsConnectionUntilItIsClosed() throws Exception {
        db.run(c -> c.script("insert into item (name) values ('a'), ('b')"));
        try (Connection c = dropIn.getConnection();
                PreparedStatement select = c.prepareStatement("select name from item order by id")) {
            ResultSet rows = select.executeQuery();
            rows.next();
            assertOut(1, 0);
            rows.close();
            assertOut(0, 0);
            ResultSet again = select.executeQuery();
            again.next();
            ResultSet once = select.executeQuery();
            assertThat(again.isClosed()).isTrue();
            assertOut(1, 0);
            assertThat(once.next()).isTrue();
            assertThat(select.execute()).isTrue();
            assertThat(once.isClosed()).isTrue();
            assertThat(select.getMoreResults()).isFalse();
            assertOut(0, 0);
            PreparedStatement other = c.prepareStatement("select name from item");
            other.executeQuery().next();
            assertOut(1, 0);
        }
        assertOut(0, 0);
    }

    @Test
    void maxRowsEndTheRowsToo() throws Exception {
        db.run(c -> c.script("insert into item (name) values ('a'), ('b'), ('c')"));
        try (Connection c = dropIn.getConnection();
                Statement select = c.createStatement()) {
            select.setMaxRows(2);
            ResultSet rows = select.executeQuery("select name from item");
            assertThat(rows.next()).isTrue();
            assertThat(rows.next()).isTrue();
            assertThat(rows.next()).isFalse();
            assertOut(0, 0);
            assertThat(rows.isAfterLast()).isTrue();
        }
    }

    @Test
    void aStatementThatBeginsLikeAReadButWritesGoesToTheWriter() throws Exception {
        String sql = "with x(n) as (values ('a')) insert into item (name) select n from x returning name";
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            try (ResultSet rows = statement.executeQuery(sql)) {
                assertOut(0, 1);
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("a");
            }
            assertOut(0, 0);
            assertThat(statement.execute("with x(n) as (values ('b')) insert into item (name) select n from x"))
                    .isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            try (PreparedStatement prepared =
                    c.prepareStatement("with x(n) as (values (?)) insert into item (name) select n from x")) {
                for (String name : List.of("c", "d")) {
                    prepared.setString(1, name);
                    assertThat(prepared.executeUpdate()).isEqualTo(1);
                }
                prepared.setString(1, "e");
                assertThat(prepared.execute()).isFalse();
            }
            assertThat(query(c, "select name from item order by name")).containsExactly("a", "b", "c", "d", "e");
        }
    }

    @Test
    void aWriteBesideAnOpenReadTakesTheWriterToo() throws Exception {
        db.run(c -> c.script("insert into item (name) values ('a'), ('b'), ('c')"));
        try (Connection c = dropIn.getConnection();
                Statement select = c.createStatement();
                PreparedStatement rename = c.prepareStatement("update item set name = name || ? where id = ?");
                ResultSet rows = select.executeQuery("select id from item order by id")) {
            while (rows.next()) {
                rename.setString(1, "!");
                rename.setLong(2, rows.getLong(1));
                assertThat(rename.executeUpdate()).isEqualTo(1);
                // The open rows are of an older state; this one must see what this connection has written.
                assertThat(query(c, "select name from item where id = " + rows.getLong(1)))
                        .singleElement()
                        .asString()
                        .endsWith("!");
                assertOut(1, 0);
            }
            assertThat(query(c, "select name from item order by id")).containsExactly("a!", "b!", "c!");
        }
    }

    @Test
    void severalOpenReadsShareOneReader() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            for (int i = 0; i < 10; i++) {
                assertThat(c.createStatement().executeQuery("select 1").next()).isTrue();
            }
            assertOut(1, 0);
        }
        assertOut(0, 0);
    }

    @Test
    void everythingElseGoesToTheWriter() throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            assertThat(statement.execute("create table other (n)")).isFalse();
            assertThat(statement.execute("insert into other values (1); insert into other values (2)"))
                    .isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(2);
            assertThat(query(c, "select count(*) from other; ")).containsExactly("2");
            try (ResultSet plan = statement.executeQuery("explain query plan select * from other")) {
                assertOut(0, 1);
                assertThat(plan.next()).isTrue();
            }
            try (ResultSet setting = statement.executeQuery("pragma foreign_keys")) {
                assertThat(setting.next()).isTrue();
                assertThat(setting.getInt(1)).isEqualTo(1);
            }
            statement.execute("vacuum");
            assertOut(0, 0);
        }
    }

    // Transactions ---------------------------------------------------------------------------------------------------

    @Test
    void aTransactionSeesItsOwnWritesAndGivesTheWriterBackWhenItEnds() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            c.setAutoCommit(false);
            assertThat(query(c, "select count(*) from item")).containsExactly("0");
            assertOut(0, 1);
            update(c, "insert into item (name) values ('a')");
            assertThat(query(c, "select count(*) from item")).containsExactly("1");
            assertThat(db.queryValue("select count(*) from item", Long.class)).contains(0L);
            c.commit();
            assertOut(0, 0);
            assertThat(db.queryValue("select count(*) from item", Long.class)).contains(1L);
            update(c, "insert into item (name) values ('b')");
            c.rollback();
            assertOut(0, 0);
            update(c, "insert into item (name) values ('c')");
            c.setAutoCommit(true);
            assertOut(0, 0);
            assertThat(query(c, "select name from item order by id")).containsExactly("a", "c");
        }
    }

    /** What connection pools run to set connections up and to try them, without a commit after it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "/* ping */ SELECT 1;",
                "values (1)",
                "select last_insert_rowid()",
                "pragma foreign_keys",
                "pragma foreign_keys = on",
                "PRAGMA journal_mode = WAL; PRAGMA cache_size = -8192; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;"
            })
    void whatNeedsNoTransactionBeginsNone(String sql) throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            for (boolean readOnly : new boolean[] {false, true}) {
                c.setReadOnly(readOnly && !sql.contains("="));
                c.setAutoCommit(false);
                if (statement.execute(sql)) {
                    while (statement.getResultSet().next()) {
                        // To the end.
                    }
                }
                assertOut(0, 0);
                c.setReadOnly(false);
                update(c, "insert into item (name) values ('x')");
                assertOut(0, 1);
                statement.execute(sql);
                statement.getMoreResults();
                c.rollback();
                assertOut(0, 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select 1 from item", "select (1, 'a') in item", "pragma user_version = 7", "explain select 1"})
    void whatMayNeedOneBeginsOne(String sql) throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            c.setAutoCommit(false);
            statement.execute(sql);
            statement.getMoreResults();
            assertOut(0, 1);
            c.rollback();
            assertThat(query(c, "pragma user_version")).containsExactly("0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 1", "pragma foreign_keys=on", "pragma foreign_keys"})
    void aBatchThatBeginsWithWhatNeedsNoTransactionIsRolledBack(String first) throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement batch = c.createStatement()) {
            c.setAutoCommit(false);
            batch.addBatch(first);
            batch.addBatch("insert into item (name) values ('x')");
            batch.addBatch(first);
            assertThat(batch.executeBatch()).containsExactly(0, 1, 0);
            c.rollback();
            assertOut(0, 0);
            assertThat(query(c, "select count(*) from item")).containsExactly("0");
            c.rollback();
        }
    }

    @Test
    void aSettingInsideABatchHoldsTheWriterOnlyIfItChangesSomething() throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement batch = c.createStatement()) {
            batch.addBatch("insert into item (name) values ('x')");
            batch.addBatch("pragma foreign_keys=on");
            batch.executeBatch();
            assertOut(0, 0);
            batch.addBatch("pragma foreign_keys=on");
            batch.addBatch("pragma foreign_keys=off");
            batch.executeBatch();
            assertOut(0, 1);
        }
    }

    @Test
    void savepointsTakeTheWriterAndUndoAPart() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            assertThatThrownBy(c::setSavepoint).hasMessageContaining("setAutoCommit(false)");
            c.setAutoCommit(false);
            var outer = c.setSavepoint("outer");
            assertOut(0, 1);
            update(c, "insert into item (name) values ('a')");
            var inner = c.setSavepoint();
            update(c, "insert into item (name) values ('b')");
            c.rollback(inner);
            c.releaseSavepoint(outer);
            c.commit();
            assertOut(0, 0);
            assertThat(query(c, "select name from item")).containsExactly("a");
            assertThatThrownBy(() -> c.rollback(outer)).hasMessageContaining("savepoint");
        }
    }

    @Test
    void aReadOnlyTransactionIsASnapshotOnAReader() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            c.setReadOnly(true);
            assertThat(c.isReadOnly()).isTrue();
            assertThat(c.getMetaData().isReadOnly()).isTrue();
            c.setAutoCommit(false);
            assertThat(query(c, "select count(*) from item")).containsExactly("0");
            assertOut(1, 0);
            db.run(w -> w.update("insert into item (name) values ('later')"));
            assertThat(query(c, "select count(*) from item")).containsExactly("0");
            assertThatThrownBy(() -> update(c, "insert into item (name) values ('x')"))
                    .isInstanceOf(SQLNonTransientException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "25006");
            assertThatThrownBy(() -> c.setReadOnly(false)).hasMessageContaining("transaction");
            c.commit();
            assertOut(0, 0);
            assertThat(query(c, "select count(*) from item")).containsExactly("1");
            c.rollback();
            c.setReadOnly(false);
            assertThat(c.getMetaData().isReadOnly()).isFalse();
            update(c, "insert into item (name) values ('now')");
            c.commit();
        }
        assertThat(db.queryValue("select count(*) from item", Long.class)).contains(2L);
    }

    @Test
    void aReadOnlyConnectionRefusesWritesInAutoCommitToo() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            c.setReadOnly(true);
            assertThatThrownBy(() -> update(c, "insert into item (name) values ('x')"))
                    .hasFieldOrPropertyWithValue("SQLState", "25006");
            assertThatThrownBy(
                            () -> query(c, "with x(n) as (values (1)) insert into item select n, n from x returning 1"))
                    .hasFieldOrPropertyWithValue("SQLState", "25006");
            assertThat(query(c, "pragma table_info(item)")).containsExactly("0", "1");
            assertOut(0, 0);
        }
    }

    @Test
    void aFailedCommitKeepsTheTransactionForTheCaller() throws Exception {
        db.run(c -> c.script("create table child (parent integer references item(id) deferrable initially deferred)"));
        try (Connection c = dropIn.getConnection()) {
            c.setAutoCommit(false);
            update(c, "insert into child values (7)");
            assertThatThrownBy(c::commit).hasFieldOrPropertyWithValue("SQLState", "23503");
            assertOut(0, 1);
            update(c, "insert into item values (7, 'parent')");
            c.commit();
            assertOut(0, 0);
        }
        assertThat(db.queryValue("select count(*) from child", Long.class)).contains(1L);
    }

    @Test
    void aTransactionThatSqliteRolledBackIsDeadUntilItIsEnded() throws Exception {
        db.run(c -> c.update("insert into item values (1, 'a')"));
        try (Connection c = dropIn.getConnection()) {
            c.setAutoCommit(false);
            update(c, "insert into item values (2, 'b')");
            assertThatThrownBy(() -> update(c, "insert or rollback into item values (1, 'x')"))
                    .hasFieldOrPropertyWithValue("SQLState", "23505");
            assertThatThrownBy(() -> update(c, "insert into item values (3, 'c')"))
                    .hasFieldOrPropertyWithValue("SQLState", "40000");
            c.rollback();
            assertOut(0, 0);
            assertThat(query(c, "select name from item")).containsExactly("a");
            c.rollback();
        }
    }
}
