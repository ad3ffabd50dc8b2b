package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Events;
import dev.sqlane.Holder;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.WaitInterruptedException;
import dev.sqlane.sqlite.Threads.Running;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every wait before a unit starts ends, and what it says when it ends badly. */
class WaitingTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    /** Releases one permit for each caller that begins to wait in a queue, and for each busy answer. */
    private final Semaphore waits = new Semaphore(0);

    private final Semaphore busyAnswers = new Semaphore(0);
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(1)
                .busyTimeout(Duration.ofMillis(300))
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.release();
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

    private static void acquire(Semaphore semaphore, int permits) throws InterruptedException {
        assertThat(semaphore.tryAcquire(permits, 30, TimeUnit.SECONDS)).isTrue();
    }

    /** Holds the write connection until the latch opens. */
    private Running<Long> holdWriter(CountDownLatch until) {
        CountDownLatch inside = new CountDownLatch(1);
        Running<Long> holder = Threads.start(
                "the holder",
                () -> db.write(Task.named("long unit"), c -> {
                    inside.countDown();
                    Threads.await(until);
                    return c.update("insert into item (name) values ('held')");
                }));
        Threads.await(inside);
        return holder;
    }

    @Test
    void aWriteDeadlineNamesPoolWaitTaskAndHolderWithItsStack() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Long> holder = holdWriter(until);
        assertThatThrownBy(() -> db.run(Task.named("impatient").withTimeout(SHORT), c -> {}))
                .isInstanceOfSatisfying(DeadlineException.class, e -> {
                    assertThat(e.getMessage())
                            .contains("\"impatient\"", "write pool", "deadline of 50 ms")
                            .contains("\"long unit\" on thread the holder");
                    Holder held = e.holder().orElseThrow();
                    assertThat(held.stack())
                            .anySatisfy(
                                    frame -> assertThat(frame.getClassName()).contains("WaitingTest"));
                    assertThat(e.getSuppressed()[0].getStackTrace()).isNotEmpty();
                });
        assertThat(db.stats().write().timedOut()).isEqualTo(1);
        until.countDown();
        assertThat(holder.get()).isEqualTo(1);
    }

    @Test
    void aReadDeadlineNamesTheLongestReader() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch until = new CountDownLatch(1);
        Running<String> holder = Threads.start(
                "the reader",
                () -> db.read(Task.named("long read"), c -> {
                    inside.countDown();
                    Threads.await(until);
                    return "done";
                }));
        Threads.await(inside);
        assertThatThrownBy(() -> db.read(Task.named("impatient").withTimeout(SHORT), c -> 1))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("read pool")
                .hasMessageContaining("\"long read\" on thread the reader")
                .hasMessageContaining("maxReadConnections");
        until.countDown();
        assertThat(holder.get()).isEqualTo("done");
    }

    @Test
    void aJdbcBorrowerThatTimesOutGetsTheStandardException() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        try (SqliteDatabase other = Sqlite.temporary(
                SqliteConfiguration.builder().acquireTimeout(SHORT).build())) {
            CountDownLatch inside = new CountDownLatch(1);
            Running<Integer> holder = Threads.start(
                    "the holder",
                    () -> other.write(c -> {
                        inside.countDown();
                        Threads.await(until);
                        return 1;
                    }));
            Threads.await(inside);
            assertThatThrownBy(() -> other.writePool().getConnection())
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasCauseInstanceOf(DeadlineException.class);
            until.countDown();
            holder.get();
            Invariants.check(other);
        }
    }

    /**
     * <pre>
     * holder                       waiter
     * write begins
     *                              write queues
     *                              interrupted: throws, its flag set
     * write ends
     * </pre>
     */
    @Test
    void anInterruptEndsTheWaitAndGivesThePlaceBack() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Long> holder = holdWriter(until);
        waits.drainPermits();
        Running<Boolean> waiter = Threads.start("the waiter", () -> {
            assertThatThrownBy(() -> db.run(Task.named("interrupted"), c -> {}))
                    .isInstanceOf(WaitInterruptedException.class)
                    .hasMessageContaining("\"interrupted\"");
            return Thread.interrupted();
        });
        acquire(waits, 1);
        waiter.thread().interrupt();
        assertThat(waiter.get()).isTrue();
        assertThat(db.stats().write().waiting()).isZero();
        until.countDown();
        holder.get();
    }

    @Test
    void anInterruptDoesNotDisturbAUnitThatRuns() throws Exception {
        Thread.currentThread().interrupt();
        db.run(c -> c.update("insert into item (name) values ('a')"));
        boolean there = db.read(c -> c.exists("select 1 from item"));
        assertThat(there).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void writersAreServedInOrderOfArrival() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Running<Long> holder = holdWriter(until);
        waits.drainPermits();
        List<Running<Long>> writers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String name = "writer " + i;
            writers.add(Threads.start(name, () -> db.write(c -> c.insert("insert into item (name) values (?)", name))));
            acquire(waits, 1);
        }
        until.countDown();
        holder.get();
        for (int i = 0; i < writers.size(); i++) {
            assertThat(writers.get(i).get()).isEqualTo(i + 2);
        }
    }

    private Connection foreignLock() throws SQLException {
        Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + db.path());
        try (Statement statement = foreign.createStatement()) {
            statement.execute("begin immediate");
        }
        return foreign;
    }

    @Test
    void aForeignLockIsWaitedOut() throws Exception {
        try (Connection foreign = foreignLock();
                Statement statement = foreign.createStatement()) {
            Running<Long> writer =
                    Threads.start("writer", () -> db.write(c -> c.update("insert into item (name) values ('waited')")));
            acquire(busyAnswers, 1);
            // Readers do not care.
            assertThat(db.exists("select 1 from item")).isFalse();
            statement.execute("rollback");
            assertThat(writer.get()).isEqualTo(1);
        }
        assertThat(db.stats().busyByCode()).containsKey(5);
    }

    /** Those who queue behind the head fail with it, not each after a busy timeout of its own. */
    @Test
    void whenOneHolderKeepsTheLockTooLongAllQueuedUnitsFailTogether() throws Exception {
        try (Connection foreign = foreignLock()) {
            List<Running<Long>> writers = new ArrayList<>();
            writers.add(Threads.start("head", () -> db.write(c -> 1L)));
            acquire(busyAnswers, 1);
            waits.drainPermits();
            for (int i = 0; i < 5; i++) {
                writers.add(Threads.start("queued " + i, () -> db.write(c -> 1L)));
            }
            acquire(waits, 5);
            for (Running<Long> writer : writers) {
                assertThatThrownBy(writer::get)
                        .isInstanceOf(BusyException.class)
                        .hasMessageContaining("busyTimeout of 300 ms");
            }
            assertThat(foreign.isClosed()).isFalse();
        }
    }

    @Test
    void aDeadlineShorterThanTheBusyTimeoutComesFirst() throws Exception {
        try (Connection foreign = foreignLock()) {
            assertThatThrownBy(() -> db.run(Task.named("impatient").withTimeout(SHORT), c -> {}))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("another process or connection held the write lock");
            assertThat(foreign.isClosed()).isFalse();
        }
    }

    @Test
    void anInterruptEndsTheWaitForAForeignLock() throws Exception {
        try (Connection foreign = foreignLock()) {
            Running<Boolean> writer = Threads.start("writer", () -> {
                assertThatThrownBy(() -> db.run(c -> {})).isInstanceOf(WaitInterruptedException.class);
                return Thread.interrupted();
            });
            acquire(busyAnswers, 1);
            writer.thread().interrupt();
            assertThat(writer.get()).isTrue();
            assertThat(foreign.isClosed()).isFalse();
        }
    }
}
