package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.ReadPool;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.Threads.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing drains, interrupts what is left, revokes what is stuck, and leaves a clean file. */
class ClosingTest {
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    @TempDir
    private Path folder;

    private SqliteBuilder builder() {
        return Sqlite.builder(folder.resolve("closing.db"));
    }

    private List<String> files() throws Exception {
        try (var list = Files.list(folder)) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void closingLeavesOneFileAndRefusesFurtherUse() throws Exception {
        SqliteDatabase db = builder().open();
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
        db.read(c -> c.query("select * from item", row -> 1));
        db.close();
        db.close();
        assertThat(files()).containsExactly("closing.db");
        assertThatThrownBy(() -> db.run(c -> {})).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> db.read(c -> 1)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> db.query("select 1", row -> 1)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> db.readPool().getConnection()).hasCauseInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> db.writeAsync(c -> 1).toCompletableFuture().join())
                .hasCauseInstanceOf(ClosedException.class);
    }

    @Test
    void closingWaitsForUnitsThatRunAndThoseThatQueue() throws Exception {
        Semaphore waits = new Semaphore(0);
        SqliteDatabase db = builder()
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.release();
                    }
                })
                .open();
        db.run(c -> c.script("create table item (name text)"));
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch until = new CountDownLatch(1);
        Running<Long> writer = Threads.start(
                "writer",
                () -> db.write(c -> {
                    inside.countDown();
                    Threads.await(until);
                    return c.update("insert into item values ('running')");
                }));
        Running<Long> reader = Threads.start(
                "reader",
                () -> db.read(c -> {
                    // Takes the snapshot.
                    c.exists("select 1 from item");
                    inside.countDown();
                    Threads.await(until);
                    return c.queryValue("select count(*) from item", Long.class).orElseThrow();
                }));
        Threads.await(inside);
        Running<Long> queued =
                Threads.start("queued", () -> db.write(c -> c.update("insert into item values ('queued')")));
        assertThat(waits.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        Running<Integer> closer = Threads.start("closer", () -> {
            db.close();
            return 1;
        });
        until.countDown();
        assertThat(writer.get()).isEqualTo(1);
        assertThat(reader.get()).isZero();
        assertThat(queued.get()).isEqualTo(1);
        closer.get();
        try (SqliteDatabase again = builder().open()) {
            assertThat(again.queryValue("select count(*) from item", Long.class))
                    .contains(2L);
        }
    }

    @Test
    void asynchronousUnitsThatWaitAreRunBeforeTheEnd() throws Exception {
        SqliteDatabase db = builder().open();
        db.run(c -> c.script("create table item (name text)"));
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            futures.add(db.writeAsync(c -> c.update("insert into item values ('x')"))
                    .toCompletableFuture());
        }
        db.close();
        for (CompletableFuture<Long> future : futures) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void whatDoesNotEndInTimeIsInterruptedAndRolledBack() throws Exception {
        SqliteDatabase db = builder().closeTimeout(Duration.ofMillis(20)).open();
        db.run(c -> c.script("create table item (name text)"));
        CountDownLatch inside = new CountDownLatch(2);
        Running<Object> reader = Threads.start(
                "reader",
                () -> db.read(c -> {
                    inside.countDown();
                    return c.queryValue(ENDLESS, Long.class);
                }));
        Running<Object> writer = Threads.start(
                "writer",
                () -> db.write(c -> {
                    c.update("insert into item values ('lost')");
                    inside.countDown();
                    return c.update("insert into item " + ENDLESS);
                }));
        Threads.await(inside);
        db.close();
        assertThatThrownBy(reader::get).isInstanceOf(SQLException.class);
        assertThatThrownBy(writer::get).isInstanceOf(SQLException.class);
        assertThat(files()).containsExactly("closing.db");
        try (SqliteDatabase again = builder().open()) {
            assertThat(again.queryValue("select count(*) from item", Long.class))
                    .contains(0L);
            Invariants.check(again);
        }
    }

    @Test
    void aUnitStuckInJavaHasItsHandleRevoked() throws Exception {
        SqliteDatabase db = builder().closeTimeout(Duration.ofMillis(20)).open();
        db.run(c -> c.script("create table item (name text)"));
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch until = new CountDownLatch(1);
        Running<Object> writer = Threads.start(
                "writer",
                () -> db.write(c -> {
                    c.update("insert into item values ('lost')");
                    inside.countDown();
                    Threads.await(until);
                    return c.update("insert into item values ('too late')");
                }));
        Running<Object> reader = Threads.start(
                "reader",
                () -> db.read(c -> {
                    inside.countDown();
                    Threads.await(until);
                    return c.query("select * from item", row -> 1);
                }));
        Threads.await(inside);
        db.close();
        until.countDown();
        assertThatThrownBy(writer::get).isInstanceOf(ClosedException.class);
        assertThatThrownBy(reader::get).isInstanceOf(ClosedException.class);
        try (SqliteDatabase again = builder().open()) {
            assertThat(again.queryValue("select count(*) from item", Long.class))
                    .contains(0L);
        }
    }

    /**
     * <pre>
     * holder of each pool           waiter of each pool           closer
     * begins
     *                               queues
     *                                                             closes
     *                               the reader: refused
     *                                                             the time is over
     *                               the writer: refused
     * </pre>
     */
    @Test
    void thoseWhoWaitWhenTheTimeIsOverAreRefused() throws Exception {
        Semaphore waits = new Semaphore(0);
        SqliteDatabase db = builder()
                .closeTimeout(Duration.ofMillis(20))
                .maxReadConnections(1)
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.release();
                    }
                })
                .open();
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch until = new CountDownLatch(1);
        Running<Integer> writer = Threads.start(
                "writer",
                () -> db.write(c -> {
                    inside.countDown();
                    Threads.await(until);
                    return 1;
                }));
        Running<Integer> reader = Threads.start(
                "reader",
                () -> db.read(c -> {
                    inside.countDown();
                    Threads.await(until);
                    return 1;
                }));
        Threads.await(inside);
        AtomicInteger ran = new AtomicInteger();
        List<Running<Integer>> waiters = List.of(
                Threads.start("queued writer", () -> db.write(c -> ran.incrementAndGet())),
                Threads.start("queued reader", () -> db.read(c -> ran.incrementAndGet())),
                Threads.start(
                        "queued query",
                        () -> db.query("select 1", row -> ran.incrementAndGet()).get(0)));
        assertThat(waits.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();
        db.close();
        for (Running<Integer> waiter : waiters) {
            assertThatThrownBy(waiter::get).isInstanceOf(ClosedException.class);
        }
        assertThat(ran).hasValue(0);
        until.countDown();
        assertThatThrownBy(writer::get).isInstanceOf(ClosedException.class);
        assertThat(reader.get()).as("which asked the database for nothing").isEqualTo(1);
    }

    /** Every call returns or is refused as closed, and no connection is opened, or left open, once close has returned. */
    @RepeatedTest(10)
    void callsThatRaceWithClosingRunOrAreRefused() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        SqliteDatabase db = builder()
                .maxReadConnections(3)
                .events(new Events() {
                    @Override
                    public void connectionOpened(Role role) {
                        opened.incrementAndGet();
                    }

                    @Override
                    public void connectionClosed(Role role, String reason, boolean doubt) {
                        closed.incrementAndGet();
                    }
                })
                .open();
        db.run(c -> c.update("create table if not exists item (name text)"));
        List<Callable<Object>> calls = List.of(
                () -> db.write(c -> c.insert("insert into item values ('x')")),
                () -> db.read(c -> c.exists("select 1 from item")),
                () -> db.query("select 1 from item limit 1", row -> 1),
                () -> borrowed(db.readPool()),
                () -> borrowed(db.writePool()),
                () -> db.writeAsync(c -> c.update("delete from item"))
                        .toCompletableFuture()
                        .get());
        CountDownLatch begun = new CountDownLatch(calls.size());
        List<Running<Throwable>> callers = new ArrayList<>();
        for (Callable<Object> call : calls) {
            callers.add(Threads.start("caller", () -> {
                try {
                    while (true) {
                        call.call();
                        begun.countDown();
                    }
                } catch (SQLException | ExecutionException e) {
                    return e;
                }
            }));
        }
        Threads.await(begun);
        db.close();
        int openedByThen = opened.get();
        for (Running<Throwable> caller : callers) {
            Throwable refusal = caller.get();
            assertThat(refusal instanceof ClosedException ? refusal : refusal.getCause())
                    .isInstanceOf(ClosedException.class);
        }
        assertThat(opened).hasValue(openedByThen);
        assertThat(closed).hasValue(openedByThen);
        assertThat(files()).containsExactly("closing.db");
    }

    private static boolean borrowed(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.execute("select 1 from item");
        }
    }

    /** Only a connection that may write can remove the log. */
    @Test
    void aReadPoolThatClosesLastLeavesTheLogBehind() throws Exception {
        Path file = folder.resolve("closing.db");
        ReadPool readers;
        builder().open().close();
        try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            JdbcForeign.execute(foreign, "create table item (name text)");
            readers = builder().openReadPool();
            assertThat(readers.exists("select 1 from item")).isFalse();
        }
        readers.close();
        assertThat(files()).containsExactly("closing.db", "closing.db-shm", "closing.db-wal");
        builder().open().close();
        assertThat(files()).containsExactly("closing.db");
    }

    /** The write connection is closed after a maintenance; the readers that are closed then can't remove the log. */
    @Test
    void closingAfterAMaintenanceLeavesOneFile() throws Exception {
        SqliteDatabase db = builder().open();
        db.run(c -> c.script("create table item (name text)"));
        assertThat(db.exists("select 1 from item")).isFalse();
        db.maintain(Task.named("maintenance"), c -> 1);
        db.close();
        assertThat(files()).containsExactly("closing.db");
    }

    /** It has left the executor's queue and stands in the write queue, where the end of the executor interrupts it. */
    @Test
    void anAsynchronousUnitInTheWriteQueueIsRefusedAsClosed() throws Exception {
        Semaphore waits = new Semaphore(0);
        SqliteDatabase db = builder()
                .closeTimeout(Duration.ofMillis(20))
                .events(new Events() {
                    @Override
                    public void waitStarted(Role role, Task task) {
                        waits.release();
                    }
                })
                .open();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch until = new CountDownLatch(1);
        Running<Integer> writer = Threads.start(
                "writer",
                () -> db.write(c -> {
                    inside.countDown();
                    Threads.await(until);
                    return 1;
                }));
        Threads.await(inside);
        CompletableFuture<Integer> async = db.writeAsync(c -> 2).toCompletableFuture();
        assertThat(waits.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        db.close();
        assertThatThrownBy(() -> async.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedException.class);
        until.countDown();
        assertThatThrownBy(writer::get).isInstanceOf(ClosedException.class);
    }

    @Test
    void theLastOfSeveralHandlesCloses() throws Exception {
        SqliteDatabase db = builder().open();
        WritePool writePool = builder().openWritePool();
        ReadPool readPool = builder().openReadPool();
        writePool.run(c -> c.script("create table item (name text)"));
        db.close();
        writePool.run(c -> c.update("insert into item values ('a')"));
        assertThat(readPool.exists("select 1 from item")).isTrue();
        writePool.close();
        assertThatThrownBy(() -> writePool.run(c -> {})).isInstanceOf(ClosedException.class);
        assertThat(readPool.exists("select 1 from item")).isTrue();
        readPool.close();
        assertThat(files()).containsExactly("closing.db");
    }

    @Test
    void theLeftoverOfATemporaryDatabaseIsNothing() throws Exception {
        Path path;
        try (SqliteDatabase db = Sqlite.temporary()) {
            db.run(c -> c.script("create table item (name text)"));
            path = db.path();
            assertThat(path).exists();
        }
        assertThat(path.getParent()).doesNotExist();
    }

    @Test
    void anAsynchronousUnitCanBeCancelledUntilItStarts() throws Exception {
        List<SqlaneException> refusals = new CopyOnWriteArrayList<>();
        try (SqliteDatabase db = builder().asyncQueueSize(2).open()) {
            db.addListener(new Events() {
                @Override
                public void unitRefused(Role role, Task task, Duration waited, SqlaneException reason) {
                    refusals.add(reason);
                }
            });
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch until = new CountDownLatch(1);
            CompletableFuture<Integer> running = db.writeAsync(c -> {
                        inside.countDown();
                        Threads.await(until);
                        return 1;
                    })
                    .toCompletableFuture();
            Threads.await(inside);
            CompletableFuture<Integer> cancelled = db.writeAsync(c -> 2).toCompletableFuture();
            CompletableFuture<Integer> kept = db.writeAsync(c -> 3).toCompletableFuture();
            CompletableFuture<Integer> refused = db.writeAsync(c -> 4).toCompletableFuture();
            assertThatThrownBy(refused::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(dev.sqlane.BusyException.class)
                    .hasMessageContaining("asyncQueueSize");
            assertThat(refusals).hasSize(1).first().isInstanceOf(dev.sqlane.BusyException.class);
            assertThat(db.writePool().stats().waiting()).isEqualTo(2);
            assertThat(cancelled.cancel(false)).isTrue();
            assertThat(db.writePool().stats().waiting()).isEqualTo(1);
            CompletableFuture<Integer> inItsPlace = db.writeAsync(c -> 5).toCompletableFuture();
            assertThat(running.cancel(true)).isFalse();
            until.countDown();
            assertThat(running.join()).isEqualTo(1);
            assertThat(kept.join()).isEqualTo(3);
            assertThat(inItsPlace.join()).isEqualTo(5);
            assertThat(cancelled).isCancelled();
            Invariants.check(db);
        }
    }

    /** A unit that runs can't be cancelled any more, not in the moment before its outcome is told either. */
    @Test
    void aUnitThatRunsIsNeverSaidToHaveBeenCancelled() throws Exception {
        try (SqliteDatabase db = builder().open()) {
            db.run(c -> c.script("create table item (name text)"));
            AtomicReference<CompletableFuture<Long>> target = new AtomicReference<>(new CompletableFuture<>());
            AtomicBoolean over = new AtomicBoolean();
            Running<Void> canceller = Threads.start("canceller", () -> {
                while (!over.get()) {
                    target.get().cancel(false);
                }
                return null;
            });
            try {
                for (int i = 0; i < 3_000; i++) {
                    CompletableFuture<CompletableFuture<Long>> submitted = new CompletableFuture<>();
                    CompletableFuture<Long> unit = db.writeAsync(c -> {
                                target.set(submitted.get(60, TimeUnit.SECONDS));
                                return c.update("insert into item values ('x')");
                            })
                            .toCompletableFuture();
                    submitted.complete(unit);
                    assertThat(unit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
                }
            } finally {
                over.set(true);
                canceller.get();
            }
            Invariants.check(db);
        }
    }
}
