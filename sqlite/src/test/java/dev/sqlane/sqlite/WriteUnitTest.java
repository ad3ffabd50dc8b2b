package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.GroupCollapsedException;
import dev.sqlane.MisuseException;
import dev.sqlane.Task;
import dev.sqlane.WriteConnection;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a write unit does to its transaction, on every way out. */
class WriteUnitTest {
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("""
                create table item (id integer primary key, name text unique not null);
                create table part (
                  id integer primary key,
                  item_id integer not null references item (id) deferrable initially deferred);
                create trigger forbidden before insert on item when new.name = 'forbidden'
                begin select raise(rollback, 'forbidden name'); end;
                """));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private List<String> names() throws SQLException {
        return db.query("select name from item order by id", row -> String.valueOf(row.getString(1)));
    }

    /** SQLite would answer with the rowid of an earlier INSERT. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update item set name = name || '!'",
                "delete from item",
                "create table other (id integer primary key)",
                "-- insert into item\n update item set name = 'x'"
            })
    void insertRefusesOtherStatementsBeforeTheyRun(String sql) throws Exception {
        db.run(c -> {
            c.insert("insert into item (name) values ('a')");
            assertThatThrownBy(() -> c.insert(sql))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("It was not run; use update(…)");
            assertThat(c.exists("select 1 from sqlite_schema where name = 'other'"))
                    .isFalse();
        });
        assertThat(names()).containsExactly("a");
    }

    @Test
    void insertTakesReplaceAndWith() throws Exception {
        db.run(c -> {
            assertThat(c.insert("replace into item (id, name) values (7, 'a')")).isEqualTo(7);
            assertThat(c.insert("with n (x) as (values ('b')) insert into item (name) select x from n"))
                    .isEqualTo(8);
        });
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void returningCommitsAndThrowingRollsBack() throws Exception {
        long id = db.write(c -> c.insert("insert into item (name) values (?)", "kept"));
        assertThat(id).isEqualTo(1);
        IOException thrown = new IOException("from the work");
        assertThatThrownBy(() -> db.write(c -> {
                    c.insert("insert into item (name) values (?)", "lost");
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThatThrownBy(() -> db.run(c -> {
                    c.insert("insert into item (name) values (?)", "lost");
                    throw new StackOverflowError("an error rolls back too");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(names()).containsExactly("kept");
        assertThat(db.stats().committed()).isEqualTo(2);
        assertThat(db.stats().rolledBack()).isEqualTo(2);
    }

    @Test
    void aStatementThatFailsLeavesTheRestOfTheUnit() throws Exception {
        db.run(c -> {
            c.update("insert into item (name) values ('a')");
            assertThatThrownBy(() -> c.update("insert into item (name) values ('a')"))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "23505");
            c.update("insert into item (name) values ('b')");
        });
        assertThat(names()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert or rollback into item (id, name) values (1, 'first')",
                "insert into item (name) values ('forbidden')"
            })
    void aUnitWhoseTransactionSqliteRolledBackIsDead(String fatal) throws Exception {
        db.run(c -> c.update("insert into item (name) values ('first')"));
        assertThatThrownBy(() -> db.run(c -> {
                    c.update("insert into item (name) values ('second')");
                    assertThatThrownBy(() -> c.update(fatal)).isInstanceOf(SQLException.class);
                    // In auto-commit now: this would commit by itself, if it were let through.
                    assertThatThrownBy(() -> c.update("insert into item (name) values ('stray')"))
                            .isInstanceOf(GroupCollapsedException.class);
                    assertThatThrownBy(() -> c.query("select 1", row -> 1)).isInstanceOf(GroupCollapsedException.class);
                    assertThatThrownBy(() -> c.savepoint(inner -> inner.update("delete from item")))
                            .isInstanceOf(GroupCollapsedException.class);
                }))
                .isInstanceOf(GroupCollapsedException.class)
                .hasMessageContaining("Nothing of it is committed")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(names()).containsExactly("first");
    }

    @Test
    void theErrorThatKilledTheTransactionReachesTheCallerAsItIs() throws Exception {
        assertThatThrownBy(() -> db.run(c -> {
                    c.update("insert into item (name) values ('gone')");
                    c.update("insert into item (name) values ('forbidden')");
                }))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                .hasMessageContaining("forbidden name");
        assertThat(names()).isEmpty();
    }

    @Test
    void aDeferredConstraintFailsTheUnitAtCommit() throws Exception {
        assertThatThrownBy(() -> db.run(c -> c.update("insert into part (item_id) values (99)")))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                .hasFieldOrPropertyWithValue("SQLState", "23503");
        assertThat(db.queryValue("select count(*) from part", Long.class)).contains(0L);
    }

    @Test
    void aSavepointUndoesItsPartOnly() throws Exception {
        db.run(c -> {
            c.update("insert into item (name) values ('before')");
            assertThatThrownBy(() -> c.savepoint(inner -> {
                        inner.update("insert into item (name) values ('undone')");
                        inner.savepoint(deeper -> deeper.update("insert into item (name) values ('undone too')"));
                        throw new IllegalStateException("stop");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(c.<Long, SQLException>savepoint(
                            inner -> inner.update("insert into item (name) values ('kept')")))
                    .isEqualTo(1);
        });
        assertThat(names()).containsExactly("before", "kept");
    }

    @Test
    void aSavepointWithAnOpenReturningCursorCanBeUndone() throws Exception {
        db.run(c -> {
            assertThatThrownBy(() -> c.savepoint(inner -> {
                        var open = inner.stream(
                                "insert into item (name) values ('x'), ('y') returning id", row -> row.getLong(1));
                        assertThat(open.iterator().next()).isEqualTo(1);
                        throw new IllegalStateException("with the cursor open");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        });
        assertThat(names()).isEmpty();
    }

    @Test
    void anOpenReturningCursorDoesNotKeepTheUnitFromCommitting() throws Exception {
        db.run(c -> {
            var open = c.stream("insert into item (name) values ('x'), ('y') returning id", row -> row.getLong(1));
            assertThat(open.iterator().next()).isEqualTo(1);
        });
        assertThat(names()).containsExactly("x", "y");
    }

    @Test
    void afterCommitRunsOnceInOrderAfterTheCommitAndMayWriteAgain() throws Exception {
        List<String> ran = new ArrayList<>();
        db.run(c -> {
            c.update("insert into item (name) values ('a')");
            c.afterCommit(() -> {
                ran.add("first");
                try {
                    assertThat(names()).containsExactly("a");
                    db.run(again -> again.update("insert into item (name) values ('b')"));
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            c.afterCommit(() -> {
                throw new IllegalStateException("is reported, and reaches nobody");
            });
            assertThatThrownBy(() -> c.savepoint(inner -> {
                        inner.afterCommit(() -> ran.add("of an undone savepoint"));
                        throw new IllegalStateException("undo");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            c.afterCommit(() -> ran.add("last"));
            assertThat(ran).isEmpty();
        });
        assertThat(ran).containsExactly("first", "last");
        assertThat(names()).containsExactly("a", "b");

        assertThatThrownBy(() -> db.run(c -> {
                    c.afterCommit(() -> ran.add("of a rolled back unit"));
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class);
        assertThat(ran).hasSize(2);
    }

    @Test
    void aFailingAfterCommitActionIsReported() throws Exception {
        AtomicReference<Throwable> reported = new AtomicReference<>();
        SqliteConfiguration configuration = SqliteConfiguration.builder()
                .events(new dev.sqlane.Events() {
                    @Override
                    public void afterCommitFailed(Task task, Throwable failure) {
                        reported.set(failure);
                        throw new IllegalStateException("a broken listener breaks nothing");
                    }
                })
                .build();
        try (SqliteDatabase other = Sqlite.temporary(configuration)) {
            IllegalStateException failure = new IllegalStateException("after commit");
            other.run(c -> c.afterCommit(() -> {
                throw failure;
            }));
            assertThat(reported.get()).isSameAs(failure);
            Invariants.check(other);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "COMMIT",
                "/* sly */ end transaction",
                "rollback",
                "savepoint a",
                "release a",
                "pragma synchronous=off",
                "pragma defer_foreign_keys(1)",
                "explain pragma foreign_keys=0",
                "attach ':memory:' as other",
                "detach main",
                "vacuum",
                "vacuum into 'copy.db'",
                "insert into item (name) values ('a'); commit; insert into item (name) values ('b')"
            })
    void whatWouldReachPastTheUnitIsRefused(String sql) throws Exception {
        db.run(c -> {
            assertThatThrownBy(() -> c.script(sql)).isInstanceOf(MisuseException.class);
            try (var statement = c.jdbc().createStatement()) {
                assertThatThrownBy(() -> statement.execute(sql)).hasCauseInstanceOf(MisuseException.class);
                assertThatThrownBy(() -> statement.executeUpdate(sql)).hasCauseInstanceOf(MisuseException.class);
            }
            c.update("insert into item (name) values ('still alive')");
        });
        assertThat(names()).containsExactly("still alive");
        db.run(c ->
                assertThat(c.queryValue("pragma foreign_keys", Integer.class)).contains(1));
    }

    @Test
    void transactionControlThroughJdbcIsRefused() throws Exception {
        db.run(c -> {
            var jdbc = c.jdbc();
            assertThat(jdbc.getAutoCommit()).isFalse();
            c.update("insert into item (name) values ('a')");
            assertThatThrownBy(jdbc::commit).hasMessageContaining("the unit owns the transaction");
            assertThatThrownBy(jdbc::rollback).hasMessageContaining("the unit owns the transaction");
            assertThatThrownBy(() -> jdbc.setAutoCommit(true)).hasMessageContaining("the unit owns the transaction");
            jdbc.setAutoCommit(false);
            jdbc.close();
            c.update("insert into item (name) values ('b')");
        });
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void shortHandsRefuseWhatTheyWouldLose() throws Exception {
        db.run(c -> {
            assertThatThrownBy(() -> c.update("select 1"))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("query");
            assertThatThrownBy(() -> c.query("delete from item", row -> 1))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("update");
            assertThatThrownBy(() -> c.update("delete from item; delete from part"))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("2 statements");
            assertThatThrownBy(() -> c.update(" -- nothing"))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("no statement");
            c.update("insert into item (id, name) values (7, 'seven')");
            assertThatThrownBy(() -> c.insert("insert or ignore into item (id, name) values (7, 'seven')"))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("inserted no row");
            assertThat(c.update("create table other (id)")).isZero();
            assertThat(c.batch("insert into item (name) values (?)", List.of(List.of("a"), List.of("b"))))
                    .containsExactly(1, 1);
        });
        assertThat(names()).containsExactly("seven", "a", "b");
    }

    @Test
    void aHandleIsOfNoUseAfterItsUnit() throws Exception {
        AtomicReference<WriteConnection> kept = new AtomicReference<>();
        db.run(kept::set);
        WriteConnection late = kept.get();
        assertThatThrownBy(() -> late.update("delete from item")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> late.query("select 1", row -> 1)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(late::jdbc).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> late.afterCommit(() -> {})).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> late.savepoint(c -> 1)).isInstanceOf(ClosedException.class);
    }

    @Test
    void temporaryObjectsDoNotOutliveTheUnit() throws Exception {
        db.run(c -> c.script("create temp table scratch (x); insert into scratch values (1)"));
        db.run(c -> assertThatThrownBy(() -> c.query("select * from scratch", row -> 1))
                .isInstanceOf(SQLException.class));
    }

    @Test
    void maintenanceRunsOutsideATransactionAndLeavesNoSetting() throws Exception {
        db.run(c -> c.update("insert into item (name) values ('a')"));
        db.maintain(Task.named("rebuild"), connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("pragma foreign_keys=off");
                statement.execute("begin");
                statement.execute("insert into part (item_id) values (1000)");
                statement.execute("commit");
                statement.execute("vacuum");
                statement.execute("begin");
                statement.execute("delete from item");
            }
            return null;
        });
        assertThat(names()).containsExactly("a");
        assertThat(db.queryValue("select count(*) from part", Long.class)).contains(1L);
        db.run(c ->
                assertThat(c.queryValue("pragma foreign_keys", Integer.class)).contains(1));
    }

    @Test
    void aStatementThatReturnsRowsIsRefusedBeforeItChangesAnything() throws Exception {
        db.run(c -> {
            String returning = "insert into item (name) values ('x') returning id";
            assertThatThrownBy(() -> c.update(returning)).isInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> c.insert(returning)).isInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> c.batch(returning, List.of(List.of()))).isInstanceOf(MisuseException.class);
        });
        assertThat(names()).isEmpty();
    }

    @Test
    void textsThatSqliteWouldReadDifferentlyAreRefused() throws Exception {
        db.run(c -> {
            c.update("insert into item (name) values ('kept')");
            assertThatThrownBy(() -> c.update("delete from item\0 where name = 'other'"))
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("NUL");
            assertThatThrownBy(() -> c.script("insert into item (name) values ('a\0'); delete from item"))
                    .isInstanceOf(MisuseException.class);
            assertThatThrownBy(() -> c.update("attach\uD800as o")).isInstanceOf(MisuseException.class);
        });
        assertThat(names()).containsExactly("kept");
    }

    /** A thread that outlived its unit must not reach into the next one's statement. */
    @Test
    void severalThreadsInOneUnitGetEachItsOwnRowid() throws Exception {
        db.run(c -> {
            List<Threads.Running<List<Long>>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int thread = i;
                running.add(Threads.start("inserter " + i, () -> {
                    List<Long> ids = new ArrayList<>();
                    for (int j = 0; j < 500; j++) {
                        ids.add(c.insert("insert into item (name) values (?)", thread + " " + j));
                    }
                    return ids;
                }));
            }
            List<Long> all = new ArrayList<>();
            for (Threads.Running<List<Long>> inserter : running) {
                try {
                    all.addAll(inserter.get());
                } catch (Exception e) {
                    throw new SQLException(e);
                }
            }
            assertThat(all).doesNotHaveDuplicates().hasSize(2_000);
        });
    }

    /** Such a statement commits when it is reset, and the driver drops what that says. */
    @Test
    void aReturningStatementInAutoCommitDoesNotLoseItsRowInSilence() throws Exception {
        try (var connection = db.writePool().getConnection();
                var statement = connection.createStatement()) {
            var rows = statement.executeQuery("insert into part (item_id) values (99) returning id");
            assertThat(rows.next()).isTrue();
            assertThatThrownBy(rows::close).isInstanceOf(SQLIntegrityConstraintViolationException.class);
        }
        assertThat(db.queryValue("select count(*) from part", Long.class)).contains(0L);
    }

    @Test
    void aPragmaThatActsWhenItIsPreparedDoesNotOutliveItsBorrower() throws Exception {
        try (var connection = db.writePool().getConnection();
                var prepared = connection.prepareStatement("pragma foreign_keys=off")) {
            assertThat(prepared).isNotNull();
        }
        db.run(c ->
                assertThat(c.queryValue("pragma foreign_keys", Integer.class)).contains(1));
    }
}
