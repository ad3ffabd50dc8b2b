package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.MisuseException;
import dev.sqlane.Task;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Function;

/** What a connection of the drop-in remembers and holds on to, what it refuses, and how it ends. */
class DropInStateTest extends DropInSubject {
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

    /** Nothing would tell that it is not there. */
    @Test
    void aTransactionThatWasTakenAwayAtCloseIsNotCommittedInSilence() throws Exception {
        SqliteDatabase hasty = Sqlite.temporary(
                SqliteConfiguration.builder().closeTimeout(Duration.ZERO).build());
        hasty.run(c -> c.script("create table item (id integer primary key, name text)"));
        Connection c = hasty.dataSource().getConnection();
        c.setAutoCommit(false);
        update(c, "insert into item values (1, 'a')");
        hasty.close();
        assertThatThrownBy(c::commit).hasRootCauseInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> c.setAutoCommit(true)).hasRootCauseInstanceOf(ClosedException.class);
        c.close();
    }

    /** Run by one connection after it has inserted 1 and another one 7: none of them inserts a row whose rowid SQLite tells. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into item values (1, 'x') on conflict (id) do update set name = excluded.name",
                "with n(i) as (values (1)) update item set name = 'x' where id in n",
                "with n(i) as (values (1)) delete from item where id in n",
                "insert into word values ('x')",
                "insert or ignore into item values (1, 'x')",
                "insert into item select 9, 'x' where 0",
                "insert into shown values (9)",
                "update item set name = name || 'x'",
                "create table other as select 5 as n"
            })
    void aStatementThatInsertsNoRowWithAnIdKeepsTheConnectionsLastOne(String sql) throws Exception {
        db.run(c -> c.script("""
                create table word (name text primary key) without rowid;
                create view shown as select id from item;
                create trigger t instead of insert on shown begin insert into item values (new.id, null); end;
                """));
        try (Connection one = dropIn.getConnection();
                Connection two = dropIn.getConnection();
                Statement statement = one.createStatement()) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                update(one, "insert or replace into item values (1, 'one')");
                update(two, "insert or replace into item values (7, 'seven')");
                one.setAutoCommit(autoCommit);
                statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    while (keys.next()) {
                        assertThat(keys.getLong(1)).isEqualTo(1);
                    }
                }
                assertThat(query(one, "select last_insert_rowid()")).containsExactly("1");
                if (!autoCommit) {
                    one.rollback();
                    one.setAutoCommit(true);
                    assertThat(query(one, "select last_insert_rowid()")).containsExactly("1");
                } else {
                    db.run(c -> c.script("delete from item; delete from word; drop table if exists other"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into other values (7)",
                "insert into other values (7) on conflict (id) do update set id = 9",
                "with n(i) as (values (7)) insert into other select i from n",
                "insert into logged values (7)",
                "insert into words (rowid, word) values (7, 'seven')",
                "insert into other values (3), (7)"
            })
    void anInsertOfTheIdThatAnotherConnectionInsertedLastIsTheConnectionsOwn(String sql) throws Exception {
        db.run(c -> c.script("""
                create table other (id integer primary key);
                create table logged (id integer primary key);
                create table log (n);
                create trigger t after insert on logged begin insert into log values (1), (2); end;
                create virtual table words using fts5 (word);
                """));
        try (Connection one = dropIn.getConnection();
                Connection two = dropIn.getConnection()) {
            for (boolean autoCommit : new boolean[] {true, false}) {
                update(one, "insert or replace into item values (1, 'one')");
                update(two, "insert or replace into item values (7, 'seven')");
                one.setAutoCommit(autoCommit);
                update(one, sql);
                if (!autoCommit) {
                    assertThat(query(one, "select last_insert_rowid()")).containsExactly("7");
                    one.commit();
                    one.setAutoCommit(true);
                }
                update(two, "insert or replace into item values (8, 'eight')");
                assertThat(query(one, "select last_insert_rowid()")).containsExactly("7");
                db.run(c -> c.script("delete from other; delete from logged; delete from words"));
            }
        }
    }

    @Test
    void anInsertThatFailsHalfWayLeavesWhatSqliteLeaves() throws Exception {
        try (Connection one = dropIn.getConnection();
                Connection two = dropIn.getConnection()) {
            update(one, "insert into item values (1, 'one')");
            update(two, "insert into item values (7, 'seven'), (8, 'eight')");
            assertThatThrownBy(() -> update(one, "insert or fail into item values (9, 'nine'), (1, 'x')"))
                    .hasFieldOrPropertyWithValue("SQLState", "23505");
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("9");
            assertThat(query(one, "select total_changes()")).containsExactly("2");
            update(two, "insert into item values (10, 'ten'), (11, 'eleven')");
            assertThatThrownBy(() -> update(one, "insert into item values (1, 'x')"))
                    .hasFieldOrPropertyWithValue("SQLState", "23505");
            assertThat(query(one, "select changes()")).containsExactly("0");
            assertThat(query(one, "select last_insert_rowid()")).containsExactly("9");
        }
    }

    @Test
    void whatOnlyReadsInATransactionLeavesTheChangesOfAnotherConnectionAlone() throws Exception {
        try (Connection one = dropIn.getConnection();
                Connection two = dropIn.getConnection()) {
            update(one, "insert into item values (1, 'one')");
            update(two, "insert into item values (7, 'seven'), (8, 'eight')");
            one.setAutoCommit(false);
            assertThat(query(one, "with n(i) as (values (1)) select i from n where i in (select id from item)"))
                    .containsExactly("1");
            assertThat(query(one, "select changes()")).containsExactly("1");
            assertThat(update(one, "with n(i) as (values (5)) delete from item where id in n"))
                    .isZero();
            assertThat(query(one, "select changes()")).containsExactly("0");
            one.rollback();
            assertThat(query(one, "select changes()")).containsExactly("0");
            assertThat(query(one, "select total_changes()")).containsExactly("1");
        }
    }

    /** A transaction that has inserted asks SQLite itself, which answers anew for each row. */
    @Test
    void insideATransactionThatHasInsertedTheFunctionIsSqlitesOwn() throws Exception {
        db.run(c -> c.update("create table node (id integer primary key, prev)"));
        try (Connection c = dropIn.getConnection()) {
            update(c, "insert into item values (40, 'forty')");
            db.run(w -> w.update("insert into item values (50, 'fifty')"));
            c.setAutoCommit(false);
            update(c, "insert into node (prev) values (last_insert_rowid())");
            update(c, "insert into node (prev) values (last_insert_rowid()), (last_insert_rowid())");
            assertThat(query(c, "select prev from node order by id")).containsExactly("40", "1", "2");
            c.commit();
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

    @Test
    void whatIsKnownAlreadyNeedsNoConnection() throws Exception {
        try (Connection c = dropIn.getConnection();
                Statement statement = c.createStatement();
                ResultSet tables = c.getMetaData().getTables(null, null, "item", null);
                Connection one = db.readPool().getConnection();
                Connection two = db.readPool().getConnection()) {
            assertThat(one).isNotSameAs(two);
            assertOut(2, 0);
            statement.executeUpdate("insert into item (name) values ('a')", Statement.RETURN_GENERATED_KEYS);
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getLong(1)).isEqualTo(1);
                assertThat(keys.getMetaData().getColumnLabel(1)).isEqualTo("last_insert_rowid()");
                assertThat(keys.next()).isFalse();
            }
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("item");
            assertOut(2, 0);
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

    /** What a pool in front must not set its connections up with. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pragma cache_size=-1234",
                "pragma synchronous=off",
                "pragma temp_store=memory",
                "pragma case_sensitive_like=on",
                "create temp view shown as select 1",
                "attach ':memory:' as other"
            })
    void whatIsLeftOnAConnectionPinsTheWriterUntilClose(String sql) throws Exception {
        try (Connection c = dropIn.getConnection()) {
            c.setAutoCommit(sql.startsWith("attach"));
            update(c, sql);
            if (!c.getAutoCommit()) {
                c.commit();
            }
            assertOut(0, 1);
        }
        assertOut(0, 0);
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

    /**
     * <pre>
     * writer                                reader
     * begins a transaction
     *                                       streams a query: has the only read connection
     *                                       updates: waits for the write connection
     * queries on a second connection
     * commits
     *                                       updates
     * </pre>
     */
    @Test
    void whoHasTheWriterWaitsForNoReader() throws Exception {
        try (SqliteDatabase other = Sqlite.temporary(SqliteConfiguration.builder()
                        .maxReadConnections(1)
                        .acquireTimeout(Duration.ofSeconds(5))
                        .build());
                Connection writer = other.dataSource().getConnection();
                Connection second = other.dataSource().getConnection()) {
            other.run(c ->
                    c.script("create table item (id integer primary key, name); insert into item values (1, 'a')"));
            writer.setAutoCommit(false);
            update(writer, "insert into item values (2, 'b')");
            Threads.Running<Integer> reader = Threads.start("reader", () -> {
                try (Connection c = other.dataSource().getConnection();
                        Statement statement = c.createStatement();
                        ResultSet rows = statement.executeQuery("select id from item")) {
                    assertThat(rows.next()).isTrue();
                    return update(c, "update item set name = 'c' where id = 2");
                }
            });
            while (other.stats().write().waiting() == 0) {
                Thread.onSpinWait();
            }
            assertThat(query(second, "select name from item")).containsExactly("a");
            assertThat(other.queryValue("select name from item", String.class)).contains("a");
            assertThat(other.stats().read().active()).isEqualTo(1);
            // It is still the one that was there before.
            assertThat(other.stats().read().maximum()).isEqualTo(1);
            writer.commit();
            assertThat(reader.get()).isEqualTo(1);
            assertThat(query(second, "select name from item order by id")).containsExactly("a", "c");
            Invariants.check(other);
        }
    }

    @Test
    void theErrorOfAWaitForAReaderNamesTheRemedy() throws Exception {
        try (SqliteDatabase other = Sqlite.temporary(SqliteConfiguration.builder()
                        .maxReadConnections(1)
                        .acquireTimeout(Duration.ofMillis(50))
                        .build());
                Connection one = other.dataSource().getConnection();
                Connection two = other.dataSource().getConnection();
                Statement statement = one.createStatement();
                ResultSet rows = statement.executeQuery("values (1), (2)")) {
            assertThat(rows.next()).isTrue();
            // A second connection of the thread that reads: nobody can end this wait.
            assertThatThrownBy(() -> query(two, "select 1"))
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("Raise maxReadConnections");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pragma cache_size=-1234                 | PRAGMA cache_size",
                "create temp table scratch (secret)      | temporary objects",
                "attach ':memory:' as secret             | ATTACH"
            })
    void theErrorOfAWaitForAPinnedWriterNamesWhatPinsIt(String sql, String why) throws Exception {
        try (SqliteDatabase other = Sqlite.temporary(SqliteConfiguration.builder()
                .acquireTimeout(Duration.ofMillis(50))
                .build())) {
            try (Connection pooled = other.dataSource().getConnection()) {
                update(pooled, sql);
                assertThatThrownBy(Threads.start("waiter", () -> createTable(other))::get)
                        .isInstanceOf(SQLTransientConnectionException.class)
                        .hasMessageContaining("drop-in connection")
                        .hasMessageContaining(Thread.currentThread().getName())
                        .hasMessageContaining("until it is closed, because of its " + why)
                        .hasMessageNotContaining("secret");
            }
            assertThat(createTable(other)).isZero();
        }
    }

    private static int createTable(SqliteDatabase database) throws SQLException {
        try (Connection c = database.dataSource().getConnection()) {
            return update(c, "create table item (id)");
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
    void aConnectionWhoseStatementRunsIsValidAndSaysSoAtOnce() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (SqliteDatabase other = Sqlite.temporary(SqliteConfiguration.builder()
                        .customizer((c, role) -> Function.create(c, "pause", new Function() {
                            @Override
                            protected void xFunc() throws SQLException {
                                runs.countDown();
                                Threads.await(goOn);
                                result(1);
                            }
                        }))
                        .build());
                Connection c = other.dataSource().getConnection()) {
            Threads.Running<List<String>> runner = Threads.start("runner", () -> query(c, "select pause()"));
            try {
                Threads.await(runs);
                assertThat(Threads.start("asker", () -> c.isValid(1)).get()).isTrue();
            } finally {
                goOn.countDown();
            }
            assertThat(runner.get()).containsExactly("1");
            assertThat(c.isValid(1)).isTrue();
        }
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

    /** Lost in a transaction with rows open: the writer comes back, and the borrower is reported. */
    @Test
    void aLostConnectionGivesBackWhatItHolds() throws Exception {
        loseInTransaction();
        for (int i = 0; i < 2_000 && db.stats().write().active() > 0; i++) {
            System.gc();
        }
        assertOut(0, 0);
        assertThat(db.stats().write().leaked()).isEqualTo(1);
        assertThat(db.queryValue("select count(*) from item", Long.class)).contains(0L);
    }

    /** A frame of its own, so that nothing on the test's stack keeps the connection alive. */
    private void loseInTransaction() throws SQLException {
        Connection lost = dropIn.getConnection();
        lost.setAutoCommit(false);
        update(lost, "insert into item (name) values ('lost')");
        assertThat(lost.createStatement().executeQuery("select name from item").next())
                .isTrue();
        assertOut(0, 1);
    }

    @Test
    void theRowsThatAreInUseKeepTheConnectionFromBeingLost() throws Exception {
        ResultSet rows = rowsOfAForgottenConnection();
        System.gc();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1);
        rows.close();
        assertOut(0, 0);
        assertThat(db.stats().read().leaked()).isZero();
    }

    private ResultSet rowsOfAForgottenConnection() throws SQLException {
        return dropIn.getConnection().createStatement().executeQuery("select 1");
    }

    @Test
    void theQueryTimeoutCoversTheWaitForTheWriter() throws Exception {
        try (Connection holder = dropIn.getConnection()) {
            holder.setAutoCommit(false);
            update(holder, "insert into item (name) values ('held')");
            Threads.Running<Integer> waiter = Threads.start("waiter", () -> {
                try (Connection c = dropIn.getConnection();
                        Statement statement = c.createStatement()) {
                    statement.setQueryTimeout(1);
                    return statement.executeUpdate("insert into item (name) values ('late')");
                }
            });
            assertThatThrownBy(waiter::get)
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("query timeout of 1 s")
                    .hasMessageContaining("drop-in connection");
            holder.commit();
        }
        assertThat(db.queryValue("select count(*) from item", Long.class)).contains(1L);
    }

    @Test
    void aTimeoutLongerThanTheConfiguredWaitDoesNotLengthenIt() throws Exception {
        try (SqliteDatabase other = Sqlite.temporary(SqliteConfiguration.builder()
                        .maxReadConnections(1)
                        .acquireTimeout(Duration.ofMillis(50))
                        .build());
                Connection holder = other.readPool().getConnection();
                Connection c = other.dataSource().getConnection();
                Statement statement = c.createStatement()) {
            assertThat(holder.isReadOnly()).isTrue();
            statement.setQueryTimeout(30);
            assertThatThrownBy(() -> statement.executeQuery("select 1"))
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("50 ms");
        }
    }
}
