package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Holder;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Threads.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is emptied beside the commits, and whoever keeps that from happening is named. */
class CheckpointTest {
    private static final int KIB = 1024;

    @TempDir
    private Path folder;

    private final BlockingQueue<Checkpoint> checkpoints = new LinkedBlockingQueue<>();
    private final BlockingQueue<Holder> oldReaders = new LinkedBlockingQueue<>();

    private SqliteDatabase open(SqliteConfiguration.Builder settings) throws SQLException {
        SqliteDatabase db = Sqlite.open(
                folder.resolve("log.db"),
                settings.events(new SqliteEvents() {
                            @Override
                            public void checkpointed(Checkpoint checkpoint) {
                                checkpoints.add(checkpoint);
                            }

                            @Override
                            public void readerTooOld(Holder reader, boolean interrupted) {
                                oldReaders.add(reader);
                            }
                        })
                        .build());
        db.run(c -> c.script("create table item (id integer primary key, data blob)"));
        return db;
    }

    /** Writes until a checkpoint of this kind has run. */
    private Checkpoint writeUntil(SqliteDatabase db, Predicate<Checkpoint> wanted) throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            db.run(c -> c.update("insert into item (data) values (zeroblob(3000))"));
            for (Checkpoint done = checkpoints.poll(); done != null; done = checkpoints.poll()) {
                if (wanted.test(done)) {
                    return done;
                }
            }
        }
        throw new AssertionError("no such checkpoint");
    }

    private static SqliteConfiguration.Builder small() {
        return SqliteConfiguration.builder().checkpointSize(64 * KIB).maxWalSize(256 * KIB);
    }

    @Test
    void aCheckpointRunsInTheBackgroundAsTheLogGrows() throws Exception {
        try (SqliteDatabase db = open(small().maxWalSize(1L << 40))) {
            Checkpoint done = writeUntil(db, checkpoint -> checkpoint.moved() > 0);

            assertThat(done.pages()).isGreaterThanOrEqualTo(16);
            assertThat(done.emptied()).isFalse();
            assertThat(done.blockedBy()).isEmpty();
            assertThat(db.wal().checkpoints()).isPositive();
            assertThat(db.wal().lastCheckpoint()).isPresent();
            int automatic = db.write(c ->
                    c.queryValue("pragma wal_autocheckpoint", Integer.class).orElseThrow());
            assertThat(automatic)
                    .as("pages after which a commit makes a checkpoint")
                    .isZero();
            Invariants.check(db);
        }
        assertThat(files()).containsExactly("log.db");
    }

    @Test
    void aLogThatIsTooLargeIsEmptied() throws Exception {
        // Writers never pause, so that a PASSIVE checkpoint alone would not catch up.
        try (SqliteDatabase db = open(small())) {
            CountDownLatch stop = new CountDownLatch(1);
            Running<Integer> other = Threads.start("other", () -> {
                while (stop.getCount() > 0) {
                    db.run(c -> c.update("insert into item (data) values (zeroblob(3000))"));
                }
                return 1;
            });
            Checkpoint done = writeUntil(db, Checkpoint::emptied);
            stop.countDown();
            other.get();

            assertThat(done.moved()).isEqualTo(done.pages());
            assertThat(done.blockedBy()).isEmpty();
            Invariants.check(db);
        }
    }

    @Test
    void whoKeepsTheLogFromBeingEmptiedIsNamed() throws Exception {
        try (SqliteDatabase db = open(small().oldReaderAge(Duration.ofMillis(1)))) {
            CountDownLatch reading = new CountDownLatch(1);
            CountDownLatch until = new CountDownLatch(1);
            Running<Long> reader = Threads.start(
                    "slow reader",
                    () -> db.read(Task.named("report"), c -> {
                        long before = c.queryValue("select count(*) from item", Long.class)
                                .orElseThrow();
                        reading.countDown();
                        Threads.await(until);
                        return c.queryValue("select count(*) from item", Long.class)
                                        .orElseThrow()
                                - before;
                    }));
            Threads.await(reading);
            Checkpoint done =
                    writeUntil(db, checkpoint -> checkpoint.blockedBy().isPresent());

            assertThat(done.emptied()).isFalse();
            Holder blocker = done.blockedBy().orElseThrow();
            assertThat(blocker.task()).isEqualTo("report");
            assertThat(blocker.thread()).isEqualTo("slow reader");
            assertThat(blocker.stack()).isNotEmpty();
            assertThat(oldReaders.take().task()).isEqualTo("report");

            until.countDown();
            assertThat(reader.get()).as("the reader keeps its snapshot").isZero();
            assertThat(writeUntil(db, Checkpoint::emptied).moved()).isPositive();
            Invariants.check(db);
        }
    }

    @Test
    void aReaderThatIsTooOldIsInterruptedWhereThatIsWanted() throws Exception {
        try (SqliteDatabase db = open(small().oldReaderAge(Duration.ofMillis(1)).interruptOldReaders(true))) {
            CountDownLatch reading = new CountDownLatch(1);
            Running<Long> reader = Threads.start(
                    "slow reader",
                    () -> db.read(Task.named("endless"), c -> {
                        assertThat(c.exists("select 1 from item")).isFalse();
                        reading.countDown();
                        return c.queryValue(
                                        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
                                        Long.class)
                                .orElseThrow();
                    }));
            Threads.await(reading);

            assertThat(writeUntil(db, Checkpoint::emptied).moved()).isPositive();

            assertThatThrownBy(reader::get).isInstanceOf(SQLException.class).hasMessageContaining("INTERRUPT");
            assertThat(db.stats().read().role()).isEqualTo(Role.READ);
            Invariants.check(db);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
