package dev.sqlane.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sqlane.BusyException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.UncheckedSqlException;
import dev.sqlane.sqlite.Checkpoint;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.SqliteEvents;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the meters of a real database say. */
class DatabaseMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private SqliteDatabase db;
    private DatabaseMeters meters;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(SqliteConfiguration.builder()
                .maxReadConnections(3)
                .busyTimeout(Duration.ofMillis(20))
                .checkpointSize(64 << 10)
                .maxGroupTime(Duration.ofSeconds(1))
                .build());
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
        meters = new DatabaseMeters(db, "app", Tags.of("zone", "north"));
        meters.bindTo(registry);
    }

    @AfterEach
    void close() throws SQLException {
        meters.close();
        db.close();
    }

    private RequiredSearch find(String name, String... tags) {
        return registry.get(name).tags("pool", "app", "zone", "north").tags(tags);
    }

    private double gauge(String name, String... tags) {
        return find(name, tags).gauge().value();
    }

    private double count(String name, String... tags) {
        return find(name, tags).functionCounter().count();
    }

    private Timer timer(String name, String... tags) {
        return find(name, tags).timer();
    }

    private void insert(String task) throws SQLException {
        db.run(Task.named(task), c -> c.update("insert into item (name) values ('a')"));
    }

    @Test
    void gaugesFollowTheConnections() throws Exception {
        try (Connection one = db.readPool().getConnection();
                Connection two = db.readPool().getConnection()) {
            assertThat(one).isNotSameAs(two);
            assertThat(gauge("sqlane.connections.active", "role", "read")).isEqualTo(2);
            assertThat(gauge("sqlane.connections.oldest", "role", "read")).isPositive();
            assertThat(registry.get("jdbc.connections.active")
                            .tag("name", "app-read")
                            .gauge()
                            .value())
                    .isEqualTo(2);
        }

        assertThat(gauge("sqlane.connections", "role", "read")).isEqualTo(2);
        assertThat(gauge("sqlane.connections.active", "role", "read")).isZero();
        assertThat(gauge("sqlane.connections.idle", "role", "read")).isEqualTo(2);
        assertThat(gauge("sqlane.connections.max", "role", "read")).isEqualTo(3);
        assertThat(gauge("sqlane.connections.max", "role", "write")).isEqualTo(1);
        assertThat(gauge("sqlane.connections.min", "role", "read")).isEqualTo(1);
        assertThat(gauge("sqlane.connections.oldest", "role", "read")).isZero();
        assertThat(count("sqlane.connections.opened", "role", "read")).isEqualTo(2);
        assertThat(timer("sqlane.connections.acquire", "role", "read").count()).isEqualTo(2);
        assertThat(timer("sqlane.connections.usage", "role", "read").count()).isEqualTo(2);
        assertThat(timer("sqlane.connections.usage", "role", "read").totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void aWriteIsMeasuredFromTheQueueToTheCommit() throws Exception {
        insert("insert");
        insert("insert");
        assertThatThrownBy(() -> db.run(c -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(timer("sqlane.connections.acquire", "role", "write").count()).isEqualTo(3);
        assertThat(timer("sqlane.connections.usage", "role", "write").count()).isEqualTo(3);
        assertThat(timer("sqlane.lock.wait").count()).isEqualTo(3);
        assertThat(timer("sqlane.lock.hold").count()).isEqualTo(3);
        assertThat(timer("sqlane.commit").count()).isEqualTo(2);
        assertThat(timer("sqlane.commit").totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(timer("sqlane.queue.wait", "role", "write").count()).isZero();
        assertThat(count("sqlane.units", "result", "committed"))
                .as("with the one before the meters came")
                .isEqualTo(3);
        assertThat(count("sqlane.units", "result", "rolled-back")).isEqualTo(1);
        assertThat(count("sqlane.transactions")).isEqualTo(3);
        assertThat(count("sqlane.statement.cache", "role", "write", "result", "hit"))
                .isEqualTo(1);
        assertThat(count("sqlane.statement.cache", "role", "write", "result", "miss"))
                .isPositive();
    }

    @Test
    void whoSharesATransactionIsCounted() throws Exception {
        CountDownLatch waiting = new CountDownLatch(2);
        db.addListener(new Events() {
            @Override
            public void waitStarted(Role role, Task task) {
                waiting.countDown();
            }
        });
        CountDownLatch inside = new CountDownLatch(1);
        FutureTask<Long> first = start(() -> db.write(c -> {
            inside.countDown();
            assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
            return c.update("insert into item (name) values ('a')");
        }));
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
        FutureTask<Long> second = start(() -> db.write(c -> c.update("insert into item (name) values ('b')")));
        FutureTask<Long> third = start(() -> db.write(c -> c.update("insert into item (name) values ('c')")));
        assertThat(first.get() + second.get() + third.get()).isEqualTo(3);

        assertThat(find("sqlane.group.size").summary().count()).isEqualTo(1);
        assertThat(find("sqlane.group.size").summary().totalAmount()).isEqualTo(3);
        assertThat(timer("sqlane.queue.wait", "role", "write").count()).isEqualTo(2);
        assertThat(timer("sqlane.queue.wait", "role", "write").totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    private static FutureTask<Long> start(Callable<Long> work) {
        FutureTask<Long> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void aForeignLockIsCountedByItsCode() throws Exception {
        meetForeignLock();

        assertThat(find("sqlane.busy", "role", "write", "code", "5").counter().count())
                .isPositive();
        assertThat(find("sqlane.refusals", "role", "write", "reason", "busy")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private void meetForeignLock() throws SQLException {
        try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + db.path());
                Statement statement = foreign.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> insert("insert")).isInstanceOf(BusyException.class);
            statement.execute("rollback");
        }
    }

    @Test
    void checkpointsAndTheLogAreMeasured() throws Exception {
        LinkedBlockingQueue<Checkpoint> done = new LinkedBlockingQueue<>();
        // Told after the meters, which listen already.
        db.addListener(new SqliteEvents() {
            @Override
            public void checkpointed(Checkpoint checkpoint) {
                done.add(checkpoint);
            }
        });
        while (done.isEmpty()) {
            db.run(c -> c.update("insert into item (name) values (hex(zeroblob(3000)))"));
        }

        assertThat(timer("sqlane.checkpoint", "result", "moved").count()).isPositive();
        assertThat(timer("sqlane.checkpoint", "result", "moved").totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(gauge("sqlane.wal.size")).isGreaterThanOrEqualTo(64 << 10);
    }

    @Test
    void anActionAfterACommitThatFailsIsCounted() throws Exception {
        db.run(c -> c.afterCommit(() -> {
            throw new IllegalStateException("no");
        }));

        assertThat(find("sqlane.after.commit.failures").counter().count()).isEqualTo(1);
    }

    @Test
    void tasksAreToldApartUpToALimitWhereThatIsWanted() throws Exception {
        insert("alone");
        assertThat(timer("sqlane.connections.acquire", "role", "write").getId().getTag("task"))
                .isNull();
        meters.close();

        try (DatabaseMeters byTask = new DatabaseMeters(db, "app", Tags.of("zone", "north")).withTaskNames(2)) {
            byTask.bindTo(registry);
            for (String task : List.of("a", "b", "a", "c", "d", "b")) {
                insert(task);
            }

            assertThat(registry.find("sqlane.connections.usage")
                            .tag("role", "write")
                            .timers())
                    .extracting(timer -> timer.getId().getTag("task"), Timer::count)
                    .containsExactlyInAnyOrder(tuple("a", 2L), tuple("b", 2L), tuple("other", 2L));
        }
        assertThatThrownBy(() -> meters.withTaskNames(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 1,000");
    }

    @Test
    void metersOfOneNameHaveTheSameTags() throws Exception {
        // Prometheus refuses others.
        meetForeignLock();
        insert("insert");

        registry.getMeters().stream()
                .collect(Collectors.groupingBy(
                        meter -> meter.getId().getName(),
                        Collectors.mapping(
                                meter -> meter.getId().getTags().stream()
                                        .map(Tag::getKey)
                                        .toList(),
                                Collectors.toSet())))
                .forEach((name, tags) -> assertThat(tags).as(name).hasSize(1));
    }

    @Test
    void bindingTwiceCountsOnce() throws Exception {
        meters.bindTo(registry);
        insert("insert");

        assertThat(timer("sqlane.commit").count()).isEqualTo(1);
    }

    @Test
    void severalRegistriesEachHaveTheMeters() throws Exception {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        meters.bindTo(other);
        insert("insert");

        assertThat(other.get("sqlane.commit").timer().count()).isEqualTo(1);
        assertThat(timer("sqlane.commit").count()).isEqualTo(1);
    }

    @Test
    void closingRemovesTheMetersAndLeavesTheDatabase() throws Exception {
        meetForeignLock();
        Timer commits = timer("sqlane.commit");
        meters.close();
        insert("insert");

        assertThat(registry.getMeters()).extracting(Meter::getId).isEmpty();
        assertThat(commits.count()).isZero();
    }

    @Test
    void aClosedDatabaseHasNoLogAndNoMoreMeters() throws Exception {
        db.close();

        assertThat(gauge("sqlane.wal.size")).isNaN();
        assertThat(gauge("sqlane.connections.active", "role", "read")).isZero();
        assertThatThrownBy(() -> meters.bindTo(new SimpleMeterRegistry())).isInstanceOf(UncheckedSqlException.class);
    }
}
