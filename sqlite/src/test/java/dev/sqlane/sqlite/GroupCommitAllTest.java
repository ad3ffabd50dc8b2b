package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Threads.Running;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JDBC transactions that wait when one commits share its transaction, with {@link GroupCommit#ALL}. In each test a first connection has a
 * transaction open while the others queue behind it in a known order; then it commits.
 */
class GroupCommitAllTest {
    private static final String JDBC = "drop-in connection";

    private final BlockingQueue<String> waits = new LinkedBlockingQueue<>();
    private final List<Running<Integer>> others = new ArrayList<>();
    private SqliteDatabase db;
    private Connection first;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .groupCommit(GroupCommit.ALL)
                .maxGroupTime(Duration.ofSeconds(1))
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.add(task.name());
                    }
                })
                .build());
        db.run(c -> c.script("create table item (name text primary key) without rowid"));
        first = begun(db.dataSource(), "first");
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        first.close();
        db.run(c -> c.update("insert into item values ('the writer is free')"));
        Invariants.check(db);
        db.close();
    }

    private static Connection manual(DataSource source) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static Connection begun(DataSource source, String name) throws SQLException {
        Connection connection = manual(source);
        insert(connection, name);
        return connection;
    }

    private static void insert(Connection connection, String name) throws SQLException {
        DropInSubject.update(connection, "insert into item values ('" + name + "')");
    }

    private List<String> items() throws SQLException {
        return db.query("select name from item order by name", row -> row.getString(1));
    }

    private interface Work {
        void run(Connection connection) throws Exception;
    }

    /** Starts a JDBC transaction that inserts a name, and waits until it has its place in the queue. The connection is closed after the work. */
    private Running<Integer> jdbc(String name, Work work) throws Exception {
        return queued(JDBC, Threads.start(name, () -> {
            try (Connection own = begun(db.dataSource(), name)) {
                work.run(own);
                return 1;
            }
        }));
    }

    private Running<Integer> unit(String name) throws Exception {
        return queued(
                name,
                Threads.start(
                        name,
                        () -> db.write(Task.named(name), c -> (int) c.update("insert into item values (?)", name))));
    }

    private Running<Integer> queued(String task, Running<Integer> running) throws Exception {
        assertThat(waits.poll(60, TimeUnit.SECONDS)).isEqualTo(task);
        others.add(running);
        return running;
    }

    private Running<Integer> firstCommits() {
        return Threads.start("first", () -> {
            first.commit();
            return 1;
        });
    }

    /** Commits the first one, and returns in how many transactions all were committed. */
    private long transactionsOfAll() throws Exception {
        long before = db.stats().transactions();
        first.commit();
        return others(before);
    }

    private long others(long before) {
        for (Running<Integer> other : others) {
            try {
                other.get();
            } catch (Exception e) {
                // The test looks at it by itself.
            }
        }
        return db.stats().transactions() - before;
    }

    // What goes well -------------------------------------------------------------------------------------------------

    @Test
    void transactionsAndUnitsThatWaitShareACommit() throws Exception {
        jdbc("a", Connection::commit);
        unit("b");
        jdbc("c", Connection::commit);

        assertThat(transactionsOfAll()).isEqualTo(1);

        assertThat(items()).containsExactly("a", "b", "c", "first");
    }

    @Test
    void nobodyIsToldBeforeTheCommit() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Running<Integer> slow = jdbc("slow", c -> {
            inside.countDown();
            Threads.await(gate);
            c.commit();
        });
        AtomicInteger told = new AtomicInteger();
        Running<Integer> committing = Threads.start("first", () -> {
            first.commit();
            return told.incrementAndGet();
        });
        Threads.await(inside);
        assertThat(told).hasValue(0);
        assertThat(items()).isEmpty();
        gate.countDown();
        committing.get();
        slow.get();
        assertThat(items()).containsExactly("first", "slow");
    }

    @Test
    void aConnectionGoesOnAfterItsCommit() throws Exception {
        first.commit();
        assertThat(db.stats().write().active()).isZero();
        insert(first, "second");
        first.rollback();
        insert(first, "third");
        first.setAutoCommit(true);
        insert(first, "fourth");
        assertThat(items()).containsExactly("first", "fourth", "third");
        assertThat(DropInSubject.query(first, "select changes()")).containsExactly("1");
    }

    @Test
    void theWritePoolSharesAsWell() throws Exception {
        try (Connection idle = manual(db.writePool())) {
            assertThat(idle.getAutoCommit()).isFalse();
            queued(JDBC, Threads.start("pool", () -> {
                try (Connection own = begun(db.writePool(), "pool")) {
                    own.commit();
                    return 1;
                }
            }));
            assertThat(transactionsOfAll()).isEqualTo(1);
        }
        assertThat(items()).containsExactly("first", "pool");
    }

    @Test
    void aTransactionCanBeCommittedByAnotherThread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Connection[] own = new Connection[1];
        queued(JDBC, Threads.start("begins", () -> {
            own[0] = begun(db.dataSource(), "a");
            begun.countDown();
            return 1;
        }));
        Running<Integer> committing = firstCommits();
        Threads.await(begun);
        Running<Integer> last = unit("b");
        own[0].commit();
        own[0].close();
        committing.get();
        last.get();
        assertThat(items()).containsExactly("a", "b", "first");
    }

    @Test
    void aStatementInAutoCommitDoesNotJoin() throws Exception {
        queued(JDBC, Threads.start("auto", () -> {
            try (Connection own = db.dataSource().getConnection()) {
                insert(own, "auto");
                return 1;
            }
        }));
        first.commit();
        others(0);
        assertThat(items()).containsExactly("auto", "first");
    }

    // What is undone -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsRolledBackOrNotCommittedIsUndoneAlone(boolean rollback) throws Exception {
        jdbc("a", Connection::commit);
        jdbc("undone", c -> {
            if (rollback) {
                c.rollback();
                insert(c, "after");
                c.commit();
            }
        });
        jdbc("b", Connection::commit);
        transactionsOfAll();

        assertThat(items()).contains("a", "b", "first").doesNotContain("undone");
        assertThat(items().contains("after")).isEqualTo(rollback);
    }

    @Test
    void savepointsAndErrorsOfAStatementStayInsideThePart() throws Exception {
        jdbc("a", c -> {
            Savepoint savepoint = c.setSavepoint();
            insert(c, "undone");
            c.rollback(savepoint);
            assertThatThrownBy(() -> insert(c, "first")).isInstanceOf(SQLIntegrityConstraintViolationException.class);
            insert(c, "a2");
            c.commit();
        });
        assertThat(transactionsOfAll()).isEqualTo(1);
        others.get(0).get();
        assertThat(items()).containsExactly("a", "a2", "first");
    }

    @Test
    void aTransactionThatUndoesAllFailsThoseThatCannotRunAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        queued(
                "unit",
                Threads.start(
                        "unit",
                        () -> db.write(Task.named("unit"), c -> {
                            runs.incrementAndGet();
                            return (int) c.update("insert into item values ('unit')");
                        })));
        Running<Integer> guilty = jdbc("guilty", c -> {
            DropInSubject.update(c, "insert or rollback into item values ('first')");
            c.commit();
        });
        unit("after");

        assertThatThrownBy(first::commit)
                .isInstanceOf(SQLTransactionRollbackException.class)
                .hasMessageContaining("groupCommit=ALL")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("40001");

        others(0);
        assertThatThrownBy(guilty::get).hasRootCauseInstanceOf(SQLException.class);
        assertThat(runs).hasValue(2);
        assertThat(items()).containsExactly("after", "unit");
    }

    @Test
    void theFirstMayUndoItselfWhileOthersWait() throws Exception {
        jdbc("a", Connection::commit);
        assertThatThrownBy(() -> DropInSubject.update(
                        first, "insert or rollback into item select 'x' union all select 'x' from item"))
                .isInstanceOf(SQLException.class);
        first.rollback();
        others(0);
        assertThat(items()).containsExactly("a");
    }

    // What can't be part of one --------------------------------------------------------------------------------------

    @Test
    void whatOutlivesATransactionNeedsOneOfItsOwn() throws Exception {
        Running<Integer> own = jdbc("a", c -> {
            assertThatThrownBy(() -> DropInSubject.update(c, "create temp table t (x)"))
                    .hasRootCauseInstanceOf(MisuseException.class)
                    .hasMessageContaining("auto-commit");
            c.commit();
            DropInSubject.update(c, "create temp table t (x)");
            DropInSubject.update(c, "insert into t values (1)");
            c.commit();
            assertThat(DropInSubject.query(c, "select x from t")).containsExactly("1");
            c.commit();
        });
        transactionsOfAll();
        own.get();
        assertThat(items()).containsExactly("a", "first");
    }

    /** It may be ended by a thread that nobody has heard of: a pool's, or the one that finds lost connections. */
    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback", "close", "abort"})
    void aPartThatUndidAllMayBeEndedByAnotherThread(String ending) throws Exception {
        CountDownLatch collapsed = new CountDownLatch(1);
        Connection[] own = new Connection[1];
        queued(JDBC, Threads.start("begins", () -> {
            own[0] = begun(db.dataSource(), "part");
            assertThatThrownBy(() -> DropInSubject.update(own[0], "insert or rollback into item values ('first')"))
                    .isInstanceOf(SQLException.class);
            collapsed.countDown();
            return 1;
        }));
        Running<Integer> committing = firstCommits();
        Threads.await(collapsed);
        Running<Integer> ended = Threads.start("ends", () -> {
            switch (ending) {
                case "commit" -> assertThatThrownBy(own[0]::commit).isInstanceOf(SQLTransactionRollbackException.class);
                case "rollback" -> own[0].rollback();
                case "abort" -> own[0].abort(Runnable::run);
                default -> own[0].close();
            }
            own[0].close();
            return 1;
        });
        assertThat(ended.get()).isEqualTo(1);
        assertThatThrownBy(committing::get).isInstanceOf(SQLTransactionRollbackException.class);
    }

    /** Whoever is to end the one that it would wait for may be this very thread. */
    @Test
    void whatIsUndoneWaitsForNobody() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Running<Integer> undone = jdbc("undone", c -> {
            begun.countDown();
            Threads.await(goOn);
            c.rollback();
        });
        Running<Integer> slow = jdbc("slow", c -> {
            inside.countDown();
            Threads.await(gate);
            c.commit();
        });
        Running<Integer> committing = firstCommits();
        Threads.await(begun);
        goOn.countDown();
        // Its rollback returns, although the one after it is in the midst of its part.
        undone.get();
        Threads.await(inside);
        gate.countDown();
        slow.get();
        committing.get();
        assertThat(items()).containsExactly("first", "slow");
    }

    /** On an executor of one thread the second would wait behind the first, and that for the second. */
    @Test
    void aCommitAndThePartItWaitsForAreAbortedByOneThread() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        Connection[] part = new Connection[1];
        queued(JDBC, Threads.start("part", () -> {
            part[0] = begun(db.dataSource(), "part");
            inside.countDown();
            return 1;
        }));
        Running<Integer> committing = firstCommits();
        Threads.await(inside);
        Running<Integer> aborting = Threads.start("aborts", () -> {
            first.abort(Runnable::run);
            part[0].abort(Runnable::run);
            return 1;
        });
        assertThat(aborting.get()).isEqualTo(1);
        // Too late for its COMMIT, which is not cut off.
        assertThat(committing.get()).isEqualTo(1);
        assertThat(first.isClosed()).isTrue();
        assertThat(items()).containsExactly("first");
    }

    // The end --------------------------------------------------------------------------------------------------------

    @Test
    void closingTheDatabaseFailsThoseWhoWaitForAPartThatDoesNotEnd() throws Exception {
        first.close();
        db.close();
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .groupCommit(GroupCommit.ALL)
                .closeTimeout(Duration.ZERO)
                .maxGroupTime(Duration.ofSeconds(1))
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.add(task.name());
                    }
                })
                .build());
        db.run(c -> c.script("create table item (name text primary key) without rowid"));
        first = begun(db.dataSource(), "first");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Running<Integer> stuck = jdbc("stuck", c -> {
            inside.countDown();
            Threads.await(gate);
            c.commit();
        });
        Running<Integer> committing = firstCommits();
        Threads.await(inside);
        db.close();
        assertThatThrownBy(committing::get).hasRootCauseInstanceOf(ClosedException.class);
        gate.countDown();
        assertThatThrownBy(stuck::get).hasRootCauseInstanceOf(ClosedException.class);
        first.close();
        open();
    }

    /** Transfers between accounts, by JDBC and by units, from more threads than there are cores; the sum stays. */
    @Test
    void nothingIsLostUnderLoad() throws Exception {
        first.commit();
        db.run(c -> c.script("""
                create table account (id integer primary key, balance integer);
                insert into account values (1, 1000), (2, 1000), (3, 1000), (4, 1000);
                """));
        AtomicInteger committed = new AtomicInteger();
        List<Running<Integer>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int from = 1 + thread % 4;
            int to = 1 + (thread + 1) % 4;
            boolean units = thread % 3 == 0;
            boolean undo = thread % 3 == 1;
            threads.add(Threads.start("transfers " + thread, () -> {
                for (int i = 0; i < 200; i++) {
                    if (units) {
                        db.run(c -> {
                            c.update("update account set balance = balance - 1 where id = ?", from);
                            c.update("update account set balance = balance + 1 where id = ?", to);
                        });
                        committed.incrementAndGet();
                        continue;
                    }
                    try (Connection own = manual(i % 2 == 0 ? db.dataSource() : db.writePool())) {
                        DropInSubject.update(own, "update account set balance = balance - 1 where id = " + from);
                        DropInSubject.update(own, "update account set balance = balance + 1 where id = " + to);
                        if (undo && i % 5 == 0) {
                            own.rollback();
                        } else {
                            own.commit();
                            committed.incrementAndGet();
                        }
                    }
                }
                return 1;
            }));
        }
        long before = db.stats().transactions();
        for (Running<Integer> thread : threads) {
            thread.get();
        }
        assertThat(db.queryValue("select sum(balance) from account", Integer.class))
                .contains(4000);
        assertThat(committed).hasValueBetween(1, 1600);
        assertThat(db.stats().transactions() - before).isLessThanOrEqualTo(1_600);
        assertThat(db.stats().write().active()).isZero();
        assertThat(db.stats().write().waiting()).isZero();
    }
}
