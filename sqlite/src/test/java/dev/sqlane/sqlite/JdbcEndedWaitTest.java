package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.Threads.Running;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code Statement.cancel} and {@code Connection.abort} end every wait of a JDBC call: in the write queue, for a read connection, for a foreign
 * lock; and nothing that was taken for the call stays out.
 */
class JdbcEndedWaitTest {
    /** How another thread ends a call. */
    enum Ending {
        CANCEL {
            @Override
            void end(Connection connection, Statement statement) throws SQLException {
                statement.cancel();
            }
        },
        ABORT {
            @Override
            void end(Connection connection, Statement statement) throws SQLException {
                connection.abort(Runnable::run);
            }
        };

        abstract void end(Connection connection, Statement statement) throws SQLException;
    }

    /** Where the connection is from that waits for a foreign lock. */
    enum From {
        DROP_IN,
        DROP_IN_MANUAL,
        WRITE_POOL,
        WRITE_POOL_MANUAL;

        Connection connect(SqliteDatabase db) throws SQLException {
            Connection connection =
                    (this == DROP_IN || this == DROP_IN_MANUAL ? db.dataSource() : db.writePool()).getConnection();
            connection.setAutoCommit(this == DROP_IN || this == WRITE_POOL);
            return connection;
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws SQLException;
    }

    private final Semaphore waits = new Semaphore(0);
    private final Semaphore busyAnswers = new Semaphore(0);

    /** Run once by the thread whose wait for the write connection has ended, before it goes on. */
    private volatile Action atEndOfWait = () -> {};

    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(1)
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.release();
                    }

                    @Override
                    public void waitEnded(Role role, Task task, Duration waited) {
                        try {
                            atEndOfWait.run();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }

                    @Override
                    public void busy(Role role, Task task, int resultCode, Duration waited) {
                        busyAnswers.release();
                    }
                })
                .build());
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private static void acquire(Semaphore semaphore) throws InterruptedException {
        assertThat(semaphore.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }

    private Running<Boolean> hold(Role role, CountDownLatch until) {
        CountDownLatch inside = new CountDownLatch(1);
        Running<Boolean> holder = Threads.start("the holder", () -> {
            if (role == Role.WRITE) {
                db.run(Task.named("long unit"), c -> {
                    inside.countDown();
                    Threads.await(until);
                });
                return true;
            }
            return db.read(Task.named("long read"), c -> {
                inside.countDown();
                Threads.await(until);
                return true;
            });
        });
        Threads.await(inside);
        waits.drainPermits();
        return holder;
    }

    /**
     * <pre>
     * holder              waiter                    this thread
     * its unit begins
     *                     execute: in the queue
     *                                               cancel or abort
     *                     throws
     *                                               nobody waits
     * its unit ends
     * </pre>
     */
    @ParameterizedTest
    @EnumSource
    void aWaitInTheWriteQueueEnds(Ending ending) throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = hold(Role.WRITE, until);
        Connection c = db.dataSource().getConnection();
        PreparedStatement insert = c.prepareStatement("insert into item (name) values ('a')");
        Running<Integer> waiter = Threads.start("the waiter", insert::executeUpdate);
        acquire(waits);
        ending.end(c, insert);
        assertThatThrownBy(waiter::get)
                .hasFieldOrPropertyWithValue("SQLState", "57014")
                .hasMessageContaining("in the write queue; nothing of it has run")
                .hasCauseInstanceOf(WaitInterruptedException.class);
        assertThat(db.stats().write().waiting()).isZero();
        assertThat(c.isClosed()).isEqualTo(ending == Ending.ABORT);
        until.countDown();
        holder.get();
        if (ending == Ending.CANCEL) {
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        c.close();
        assertThat(db.exists("select 1 from item")).isEqualTo(ending == Ending.CANCEL);
    }

    @ParameterizedTest
    @EnumSource
    void aWaitForAReadConnectionEnds(Ending ending) throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = hold(Role.READ, until);
        Connection c = db.dataSource().getConnection();
        Statement query = c.createStatement();
        Running<Boolean> waiter = Threads.start("the waiter", () -> query.execute("select 1 from item"));
        acquire(waits);
        ending.end(c, query);
        assertThatThrownBy(waiter::get)
                .hasFieldOrPropertyWithValue("SQLState", "57014")
                .hasMessageContaining("waiting for a read connection; nothing of it has run");
        assertThat(db.stats().read().waiting()).isZero();
        until.countDown();
        holder.get();
        if (ending == Ending.CANCEL) {
            assertThat(query.execute("select 1 from item")).isTrue();
        }
        c.close();
    }

    /** The waiter holds the write connection and the place in the queue meanwhile. */
    @ParameterizedTest
    @EnumSource
    void anAbortEndsTheWaitForAForeignLock(From from) throws Exception {
        try (Connection foreign = JdbcForeign.connect(db)) {
            JdbcForeign.execute(foreign, "begin immediate");
            Connection c = from.connect(db);
            Statement insert = c.createStatement();
            Running<Integer> waiter =
                    Threads.start("the waiter", () -> insert.executeUpdate("insert into item (name) values ('a')"));
            acquire(busyAnswers);
            c.abort(Runnable::run);
            assertThatThrownBy(waiter::get)
                    .hasFieldOrPropertyWithValue("SQLState", "57014")
                    .hasMessageContaining("its connection was aborted");
            assertThat(db.stats().write().active()).isZero();
            assertThat(c.isClosed()).isTrue();
            JdbcForeign.execute(foreign, "rollback");
        }
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aCancelEndsTheWaitForAForeignLock(From from) throws Exception {
        try (Connection foreign = JdbcForeign.connect(db);
                Connection c = from.connect(db);
                Statement insert = c.createStatement()) {
            JdbcForeign.execute(foreign, "begin immediate");
            Running<Integer> waiter =
                    Threads.start("the waiter", () -> insert.executeUpdate("insert into item (name) values ('a')"));
            acquire(busyAnswers);
            insert.cancel();
            assertThatThrownBy(waiter::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            JdbcForeign.execute(foreign, "rollback");
            assertThat(insert.executeUpdate("insert into item (name) values ('b')"))
                    .isEqualTo(1);
            if (!c.getAutoCommit()) {
                c.commit();
            }
        }
        assertThat(db.query("select name from item", row -> row.getString(1))).containsExactly("b");
    }

    /** The hand-over wins over the interrupt; the statement must not run all the same, and the connection goes back. */
    @ParameterizedTest
    @EnumSource
    void anEndThatComesWithTheConnectionKeepsTheStatementFromRunning(Ending ending) throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = hold(Role.WRITE, until);
        Connection c = db.dataSource().getConnection();
        Statement insert = c.createStatement();
        Running<Integer> waiter =
                Threads.start("the waiter", () -> insert.executeUpdate("insert into item (name) values ('a')"));
        acquire(waits);
        CountDownLatch aborted = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        atEndOfWait = () -> {
            atEndOfWait = () -> {};
            if (ending == Ending.CANCEL) {
                insert.cancel();
                aborted.countDown();
            } else {
                // It waits for the call that it ends, so it needs a thread of its own.
                c.abort(task -> Threads.start("the executor", () -> {
                    told.countDown();
                    task.run();
                    aborted.countDown();
                    return true;
                }));
                Threads.await(told);
            }
        };
        until.countDown();
        assertThatThrownBy(waiter::get).hasFieldOrPropertyWithValue("SQLState", "57014");
        holder.get();
        Threads.await(aborted);
        assertThat(db.stats().write().active()).isZero();
        c.close();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @Test
    void abortEndsASavepointsWaitInTheWriteQueue() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = hold(Role.WRITE, until);
        Connection c = db.dataSource().getConnection();
        c.setAutoCommit(false);
        Running<Object> waiter = Threads.start("the waiter", c::setSavepoint);
        acquire(waits);
        c.abort(Runnable::run);
        assertThatThrownBy(waiter::get).hasFieldOrPropertyWithValue("SQLState", "57014");
        assertThat(db.stats().write().waiting()).isZero();
        until.countDown();
        holder.get();
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_IN_MANUAL", "WRITE_POOL_MANUAL"})
    void abortEndsASavepointsWaitForAForeignLock(From from) throws Exception {
        try (Connection foreign = JdbcForeign.connect(db)) {
            JdbcForeign.execute(foreign, "begin immediate");
            Connection c = from.connect(db);
            Running<Object> waiter = Threads.start("the waiter", c::setSavepoint);
            acquire(busyAnswers);
            c.abort(Runnable::run);
            assertThatThrownBy(waiter::get).hasFieldOrPropertyWithValue("SQLState", "57014");
            assertThat(db.stats().write().active()).isZero();
            JdbcForeign.execute(foreign, "rollback");
        }
    }

    @Test
    void abortEndsTheWaitOfAQuestionAboutTheSchema() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = hold(Role.READ, until);
        Connection c = db.dataSource().getConnection();
        Running<Object> waiter =
                Threads.start("the waiter", () -> c.getMetaData().getTables(null, null, "%", null));
        acquire(waits);
        c.abort(Runnable::run);
        assertThatThrownBy(waiter::get).hasFieldOrPropertyWithValue("SQLState", "57014");
        assertThat(db.stats().read().waiting()).isZero();
        until.countDown();
        holder.get();
    }

    /** The second thread waits for the first one's call; when that has ended the connection is closed. */
    @Test
    void abortRefusesWhoeverWaitsForTheConnectionItself() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Boolean> holder = hold(Role.WRITE, until);
        Connection c = db.dataSource().getConnection();
        Statement insert = c.createStatement();
        Statement other = c.createStatement();
        Running<Boolean> waiter =
                Threads.start("the waiter", () -> insert.execute("insert into item (name) values ('a')"));
        acquire(waits);
        Running<Boolean> second = Threads.start("the second", () -> other.execute("delete from item"));
        while (second.thread().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        c.abort(Runnable::run);
        assertThatThrownBy(waiter::get).hasFieldOrPropertyWithValue("SQLState", "57014");
        assertThatThrownBy(second::get).hasFieldOrPropertyWithValue("SQLState", "08003");
        until.countDown();
        holder.get();
    }

    /**
     * <pre>
     * the executor's task          the thread that was aborted
     *                              asks for the write connection: waits, though it was the one that had it
     * gives the connection back
     *                              has it
     * </pre>
     */
    @ParameterizedTest
    @EnumSource(names = {"DROP_IN_MANUAL", "WRITE_POOL_MANUAL"})
    void theSameThreadWaitsForWhatItsAbortedConnectionGivesBack(From from) throws Exception {
        Semaphore aborted = new Semaphore(0);
        List<Runnable> tasks = new CopyOnWriteArrayList<>();
        Running<Boolean> user = Threads.start("the user", () -> {
            Connection c = from.connect(db);
            JdbcForeign.execute(c, "insert into item (name) values ('a')");
            c.abort(tasks::add);
            aborted.release();
            try (Connection next = db.writePool().getConnection()) {
                return next.isValid(1);
            }
        });
        acquire(aborted);
        acquire(waits);
        assertThat(db.stats().write().waiting()).isEqualTo(1);
        tasks.forEach(Runnable::run);
        assertThat(user.get()).isTrue();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @Test
    void anExecutorThatRefusesLeavesNothingOut() throws Exception {
        Connection c = db.writePool().getConnection();
        c.setAutoCommit(false);
        JdbcForeign.execute(c, "insert into item (name) values ('a')");
        c.abort(task -> {
            throw new RejectedExecutionException("shut down");
        });
        assertThat(c.isClosed()).isTrue();
        assertThat(db.stats().write().active()).isZero();
        assertThat(db.exists("select 1 from item")).isFalse();
    }

    @Test
    void aCancelBetweenTwoCallsOfAStatementDoesNothing() throws Exception {
        try (Connection c = db.dataSource().getConnection();
                Statement insert = c.createStatement()) {
            insert.cancel();
            assertThat(insert.executeUpdate("insert into item (name) values ('a')"))
                    .isEqualTo(1);
            insert.cancel();
            assertThat(insert.executeUpdate("insert into item (name) values ('b')"))
                    .isEqualTo(1);
        }
    }
}
