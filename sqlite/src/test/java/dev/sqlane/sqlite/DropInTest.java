package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drop-in: which connection each statement takes, and when it goes back. */
class DropInTest {
    private SqliteDatabase db;
    private DataSource dropIn;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(2)
                .acquireTimeout(Duration.ofSeconds(20))
                .build());
        db.run(c -> c.script("create table item (id integer primary key, name text unique)"));
        dropIn = db.dataSource();
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private int readersOut() {
        return db.stats().read().active();
    }

    private int writersOut() {
        return db.stats().write().active();
    }

    private void assertOut(int readers, int writers) {
        assertThat(readersOut()).as("read connections out").isEqualTo(readers);
        assertThat(writersOut()).as("write connections out").isEqualTo(writers);
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

    // last_insert_rowid and its like ---------------------------------------------------------------------------------

    @Test
    void theLastWriteIsTheConnectionsOwn() throws Exception {
        try (Connection one = dropIn.getConnection();
                Connection two = dropIn.getConnection()) {
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("0");
            update(one, "insert into item values (10, 'ten')");
            update(two, "insert into item values (20, 'twenty')");
            update(two, "update item set name = name || '!'");
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("10");
            assertThat(query(two, "select last_insert_rowid()")).containsExactly("20");
            assertThat(query(one, "select changes()")).containsExactly("1");
            assertThat(query(two, "select changes()")).containsExactly("2");
            assertThat(query(one, "select total_changes()")).containsExactly("1");
            assertThat(query(two, "select TOTAL_CHANGES ( )")).containsExactly("3");
            update(one, "insert into item values (11, 'child of ' || last_insert_rowid())");
            assertThat(query(one, "select name from item where id = last_insert_rowid()"))
                    .containsExactly("child of 10");
            one.setAutoCommit(false);
            update(two, "insert into item values (30, 'thirty')");
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("11");
            update(one, "insert into item values (12, 'twelve')");
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("12");
            one.commit();
            assertThat(query(two, "select last_insert_rowid()")).containsExactly("30");
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("12");
            one.rollback();
        }
    }

    @Test
    void askingForTheLastWriteLooksLikeSqlitesOwnFunction() throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            update(c, "insert into item values (10, 'ten')");
            try (ResultSet rows = statement.executeQuery(
                    "select last_insert_rowid(), changes () as n, 'last_insert_rowid()' from item order by last_insert_rowid()")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("last_insert_rowid()");
                assertThat(rows.getLong("n")).isEqualTo(1);
                assertThat(rows.getString(3)).isEqualTo("last_insert_rowid()");
            }
            try (PreparedStatement prepared = c.prepareStatement("select ? + last_insert_rowid()")) {
                prepared.setInt(1, 1);
                try (ResultSet rows = prepared.executeQuery()) {
                    assertThat(rows.getLong(1)).isEqualTo(11);
                }
                update(c, "insert into item values (20, 'twenty')");
                try (ResultSet rows = prepared.executeQuery()) {
                    assertThat(rows.getLong(1)).isEqualTo(21);
                }
            }
        }
    }

    @Test
    void generatedKeysAreThoseOfTheStatement() throws Exception {
        try (Connection c = dropIn.getConnection();
                PreparedStatement insert =
                        c.prepareStatement("insert into item (name) values (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "a");
            insert.executeUpdate();
            db.run(w -> w.update("insert into item values (77, 'other')"));
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getLong(1)).isEqualTo(1);
            }
            assertOut(0, 0);
            insert.setString(1, "b");
            insert.addBatch();
            insert.setString(1, "c");
            insert.addBatch();
            assertThat(insert.executeBatch()).containsExactly(1, 1);
            assertOut(0, 0);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                assertThat(keys.getLong(1)).isEqualTo(78);
                keys.next();
                assertThat(keys.getLong(1)).isEqualTo(79);
            }
        }
    }

    // What outlives a statement --------------------------------------------------------------------------------------

    @Test
    void temporaryObjectsPinTheWriterUntilClose() throws Exception {
        long discarded = db.stats().write().discarded();
        try (Connection c = dropIn.getConnection()) {
            update(c, "create temp table scratch (n)");
            assertOut(0, 1);
            update(c, "insert into scratch values (1)");
            c.setAutoCommit(false);
            update(c, "insert into scratch values (2)");
            c.commit();
            assertThat(query(c, "select count(*) from scratch")).containsExactly("2");
            c.rollback();
            assertOut(0, 1);
            assertThatThrownBy(() -> c.setReadOnly(true)).hasMessageContaining("write connection");
        }
        assertOut(0, 0);
        assertThat(db.stats().write().discarded()).isEqualTo(discarded + 1);
        try (Connection c = dropIn.getConnection()) {
            assertThatThrownBy(() -> query(c, "select * from scratch")).hasMessageContaining("scratch");
        }
    }

    @Test
    void aSettingThatChangesSomethingPinsTheWriterUntilClose() throws Exception {
        try (Connection c = dropIn.getConnection()) {
            update(c, "pragma foreign_keys=off");
            assertOut(0, 1);
            assertThat(query(c, "pragma foreign_keys")).containsExactly("0");
        }
        try (Connection c = dropIn.getConnection()) {
            assertThat(query(c, "pragma foreign_keys")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pragma foreign_keys=on",
                "PRAGMA foreign_keys = true;",
                "pragma journal_mode=wal",
                "pragma busy_timeout=5000",
                "pragma user_version=7",
                "pragma optimize",
                "pragma wal_checkpoint(passive)"
            })
    void aSettingThatChangesNothingOfTheConnectionHoldsNothing(String pragma) throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement()) {
            if (statement.execute(pragma)) {
                statement.getResultSet().close();
            }
            assertOut(0, 0);
        }
    }

    // Nesting --------------------------------------------------------------------------------------------------------

    @Test
    void aThreadThatHoldsTheWriterIsRefusedASecondAtOnce() throws Exception {
        try (Connection outer = dropIn.getConnection();
                Connection inner = dropIn.getConnection()) {
            outer.setAutoCommit(false);
            update(outer, "insert into item (name) values ('a')");
            assertThatThrownBy(() -> update(inner, "insert into item (name) values ('b')"))
                    .isInstanceOf(SQLNonTransientException.class)
                    .hasMessageContaining("drop-in")
                    .hasMessageContaining(Thread.currentThread().getName())
                    .cause()
                    .isInstanceOf(MisuseException.class)
                    .satisfies(e -> assertThat(e.getCause().getStackTrace())
                            .anySatisfy(frame -> assertThat(frame.getMethodName())
                                    .isEqualTo("aThreadThatHoldsTheWriterIsRefusedASecondAtOnce")));
            // What reads goes elsewhere, and works.
            assertThat(query(inner, "select count(*) from item")).containsExactly("0");
            inner.setReadOnly(true);
            inner.setAutoCommit(false);
            assertThat(query(inner, "select count(*) from item")).containsExactly("0");
            inner.commit();
            outer.commit();
            inner.setReadOnly(false);
            update(inner, "insert into item (name) values ('b')");
            inner.commit();
        }
    }

    @Test
    void aWriteInsideAUnitIsRefusedAndNamesTheUnit() throws Exception {
        db.run(Task.named("outer unit"), unit -> {
            try (Connection c = dropIn.getConnection()) {
                assertThatThrownBy(() -> update(c, "insert into item (name) values ('b')"))
                        .hasRootCauseInstanceOf(MisuseException.class)
                        .hasMessageContaining("outer unit");
                assertThat(query(c, "select count(*) from item")).containsExactly("0");
            }
        });
    }

    @Test
    void aWriterFirstServesThreadsInTurn() throws Exception {
        try (Connection first = dropIn.getConnection()) {
            first.setAutoCommit(false);
            update(first, "insert into item (name) values ('first')");
            CountDownLatch asked = new CountDownLatch(1);
            Threads.Running<Integer> second = Threads.start("second", () -> {
                try (Connection c = dropIn.getConnection()) {
                    asked.countDown();
                    return update(c, "insert into item (name) values ('second')");
                }
            });
            Threads.await(asked);
            while (db.stats().write().waiting() == 0) {
                Thread.onSpinWait();
            }
            first.commit();
            assertThat(second.get()).isEqualTo(1);
        }
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Test
    void whatBelongsToAClosedConnectionIsClosed() throws Exception {
        Connection c = dropIn.getConnection();
        Statement statement = c.createStatement();
        PreparedStatement prepared = c.prepareStatement("select 1 union select 2");
        ResultSet rows = prepared.executeQuery();
        rows.next();
        c.close();
        c.close();
        assertOut(0, 0);
        assertThat(c.isClosed()).isTrue();
        assertThat(c.isValid(1)).isFalse();
        assertThat(statement.isClosed()).isTrue();
        assertThat(prepared.isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
        assertThatThrownBy(rows::next).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> rows.getInt(1)).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(prepared::executeQuery).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> statement.execute("select 1")).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(c::createStatement).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(() -> c.prepareStatement("select 1")).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(c::commit).hasFieldOrPropertyWithValue("SQLState", "08003");
        rows.close();
        statement.close();
    }

    @Test
    void abortGivesEverythingBackAndRollsBack() throws Exception {
        Connection c = dropIn.getConnection();
        c.setAutoCommit(false);
        update(c, "insert into item (name) values ('a')");
        c.abort(Runnable::run);
        assertOut(0, 0);
        assertThat(c.isClosed()).isTrue();
        assertThat(db.queryValue("select count(*) from item", Long.class)).contains(0L);
    }

    @Test
    void aClosedDatabaseLendsNothingMore() throws Exception {
        SqliteDatabase other = Sqlite.temporary();
        DataSource source = other.dataSource();
        Connection c = source.getConnection();
        assertThat(c.isValid(1)).isTrue();
        other.close();
        assertThat(c.isValid(1)).isFalse();
        assertThatThrownBy(() -> query(c, "select 1")).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(source::getConnection).hasFieldOrPropertyWithValue("SQLState", "08003");
        c.close();
    }

    @Test
    void theDatabaseClosesUnderAConnectionInATransaction() throws Exception {
        SqliteDatabase other = Sqlite.temporary(
                SqliteConfiguration.builder().closeTimeout(Duration.ZERO).build());
        Connection c = other.dataSource().getConnection();
        c.setAutoCommit(false);
        update(c, "create table t (n)");
        other.close();
        assertThatThrownBy(() -> update(c, "insert into t values (1)"))
                .hasFieldOrPropertyWithValue("SQLState", "08003");
        c.close();
    }
}
