package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ReadConnection;
import dev.sqlane.Role;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/**
 * Traps 9 and 9a: a virtual thread inside a native call keeps its carrier, and with as many of them as there are
 * carriers no other virtual thread runs. Whether one runs is asked of an innocent one, started in the midst.
 */
class VirtualThreadTrapsTest {
    private static final String ENDLESS =
            "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n";

    /** How long the innocent thread is waited for where it is expected not to run. */
    private static final long MOMENT_MILLIS = 300;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        VirtualThreads.assumeThatThereAreAny();
        file = folder.resolve("trap.db");
        try (Connection connection = Plain.open(file)) {
            Plain.run(connection, "create table item (id integer primary key, name text)");
        }
    }

    private static FutureTask<Boolean> startInnocent() throws ReflectiveOperationException {
        return VirtualThreads.start(() -> true);
    }

    private static boolean isOverWithin(FutureTask<?> task, long millis) throws Exception {
        try {
            task.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Test
    void trap9PlainWaitersForALockStopEveryVirtualThread() throws Exception {
        SQLiteConfig config = Plain.config();
        config.setBusyTimeout(60_000);
        int carriers = VirtualThreads.carriers();
        CountDownLatch waiting = new CountDownLatch(carriers);
        List<FutureTask<Void>> writers = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        try (Connection holder = Plain.open(file)) {
            Plain.run(holder, "begin immediate");
            for (int i = 0; i < carriers; i++) {
                Connection connection = Plain.open(file, config);
                connections.add(connection);
                writers.add(VirtualThreads.start(() -> {
                    waiting.countDown();
                    Plain.run(connection, "insert into item (name) values ('a')");
                    return null;
                }));
            }
            waiting.await();
            FutureTask<Boolean> innocent = startInnocent();
            assertThat(isOverWithin(innocent, MOMENT_MILLIS))
                    .as("the innocent thread ran")
                    .isFalse();
            Plain.run(holder, "rollback");
            assertThat(innocent.get(60, TimeUnit.SECONDS)).isTrue();
            for (FutureTask<Void> writer : writers) {
                writer.get(60, TimeUnit.SECONDS);
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void trap9SqlaneWaitersForALockStopNobody() throws Exception {
        Recorder recorder = new Recorder();
        int count = VirtualThreads.carriers() + 8;
        try (SqliteDatabase db = Sqlite.builder(file).events(recorder).open();
                Connection holder = Plain.open(file)) {
            Plain.run(holder, "begin immediate");
            List<FutureTask<Long>> writers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                writers.add(
                        VirtualThreads.start(() -> db.write(c -> c.update("insert into item (name) values ('a')"))));
            }
            recorder.awaitBusy(5, Role.WRITE);
            recorder.awaitQueued(count - 1, Role.WRITE);
            assertThat(startInnocent().get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(writers).noneMatch(FutureTask::isDone);
            Plain.run(holder, "rollback");
            for (FutureTask<Long> writer : writers) {
                assertThat(writer.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            }
            Invariants.check(db);
        }
    }

    @Test
    void trap9aPlainLongReadsStopEveryVirtualThread() throws Exception {
        int carriers = VirtualThreads.carriers();
        LongReads reads = new LongReads(carriers);
        List<FutureTask<Void>> readers = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < carriers; i++) {
                Connection connection = Plain.open(file);
                connections.add(connection);
                reads.watch(connection);
                readers.add(VirtualThreads.start(() -> {
                    assertThat(Plain.resultCode(() -> Plain.run(connection, ENDLESS)))
                            .isEqualTo(9);
                    return null;
                }));
            }
            reads.awaitAll();
            FutureTask<Boolean> innocent = startInnocent();
            assertThat(isOverWithin(innocent, MOMENT_MILLIS))
                    .as("the innocent thread ran")
                    .isFalse();
            reads.end();
            assertThat(innocent.get(60, TimeUnit.SECONDS)).isTrue();
            for (FutureTask<Void> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
        } finally {
            reads.end();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void trap9aSqlaneLongReadsStopNobody() throws Exception {
        int count = VirtualThreads.carriers() + 2;
        LongReads reads = new LongReads(count);
        try (SqliteDatabase db = Sqlite.builder(file)
                .maxReadConnections(count + 1)
                .customizer((connection, role) -> {
                    if (role == Role.READ) {
                        reads.watch(connection);
                    }
                })
                .open()) {
            List<FutureTask<Void>> readers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                boolean inUnit = i % 2 == 0;
                readers.add(VirtualThreads.start(() -> {
                    assertThatThrownBy(() -> {
                                if (inUnit) {
                                    db.read(c -> c.queryValue(ENDLESS, Long.class));
                                } else {
                                    db.queryValue(ENDLESS, Long.class);
                                }
                            })
                            .hasFieldOrPropertyWithValue("SQLState", "57014");
                    return null;
                }));
            }
            reads.awaitAll();
            assertThat(startInnocent().get(60, TimeUnit.SECONDS)).isTrue();
            FutureTask<Long> writer =
                    VirtualThreads.start(() -> db.write(c -> c.insert("insert into item (name) values ('a')")));
            assertThat(writer.get(60, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(readers).noneMatch(FutureTask::isDone);
            reads.end();
            for (FutureTask<Void> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
            Invariants.check(db);
        } finally {
            reads.end();
        }
    }

    /**
     * The call that runs the function has moved to a platform thread, while the thread that keeps the connection is parked until the
     * function returns. The function's thread must not wait for that connection.
     */
    @Test
    void trap9aSqlaneAFunctionThatUsesItsConnectionIsRefused() throws Exception {
        // One less than there are carriers is let in on its own thread.
        LongReads reads = new LongReads(VirtualThreads.carriers() - 1);
        AtomicReference<ReadConnection> inside = new AtomicReference<>();
        AtomicBoolean moved = new AtomicBoolean();
        try (SqliteDatabase db = Sqlite.builder(file)
                .maxReadConnections(VirtualThreads.carriers() + 1)
                .customizer((connection, role) -> {
                    if (role == Role.READ) {
                        reads.watch(connection);
                    }
                    Function.create(connection, "ask", new Function() {
                        @Override
                        protected void xFunc() throws SQLException {
                            moved.set(Thread.currentThread().getName().startsWith("sqlane-native-"));
                            ReadConnection connectionOfTheStatement = inside.get();
                            result(connectionOfTheStatement
                                    .queryValue("select count(*) from item", Integer.class)
                                    .orElseThrow());
                        }
                    });
                })
                .open()) {
            List<FutureTask<Void>> readers = new ArrayList<>();
            for (int i = 1; i < VirtualThreads.carriers(); i++) {
                readers.add(VirtualThreads.start(() -> {
                    assertThatThrownBy(() -> db.queryValue(ENDLESS, Long.class))
                            .hasFieldOrPropertyWithValue("SQLState", "57014");
                    return null;
                }));
            }
            reads.awaitAll();
            for (boolean writing : new boolean[] {false, true}) {
                FutureTask<Void> asking = VirtualThreads.start(() -> {
                    assertThatThrownBy(() -> {
                                if (writing) {
                                    db.run(c -> ask(c, inside));
                                } else {
                                    db.read(c -> ask(c, inside));
                                }
                            })
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("functions must not use the database");
                    return null;
                });
                asking.get(60, TimeUnit.SECONDS);
                assertThat(moved).as("its call had moved").isTrue();
            }
            reads.end();
            for (FutureTask<Void> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
            Invariants.check(db);
        } finally {
            reads.end();
        }
    }

    private static Optional<Integer> ask(ReadConnection connection, AtomicReference<ReadConnection> inside)
            throws SQLException {
        inside.set(connection);
        return connection.queryValue("select ask()", Integer.class);
    }

    /** Endless queries that tell when they run, and end when they are told to. */
    private static final class LongReads {
        private final CountDownLatch running;
        private volatile boolean over;

        LongReads(int count) {
            running = new CountDownLatch(count);
        }

        void watch(Connection connection) throws SQLException {
            ProgressHandler.setHandler(connection, 10_000, new ProgressHandler() {
                private boolean seen;

                @Override
                protected int progress() {
                    if (!seen) {
                        seen = true;
                        running.countDown();
                    }
                    return over ? 1 : 0;
                }
            });
        }

        void awaitAll() throws InterruptedException {
            assertThat(running.await(60, TimeUnit.SECONDS)).as("all reads run").isTrue();
        }

        void end() {
            over = true;
        }
    }
}
