package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.ReadPool;
import dev.sqlane.Role;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traps 12 and 12b: locks that others take while they recover the log or close the file, which readers meet as well. */
class RecoveryTrapsTest {
    /** As much of {@code -shm} as holds both copies of the log's header. */
    private static final int HEADER = 96;

    @TempDir
    Path folder;

    private Path file;
    private Path sharedMemory;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("trap.db");
        sharedMemory = folder.resolve("trap.db-shm");
        try (Connection connection = Plain.open(file)) {
            Plain.run(connection, "create table item (id integer primary key, name text)");
        }
    }

    /** What a crash leaves, played by a header of zeros, and another process that repairs it, played by its locks. */
    @Test
    void trap12PlainAndSqlaneAnotherProcessRecoversTheLog() throws Exception {
        Recorder recorder = new Recorder();
        try (SqliteDatabase db = Sqlite.builder(file).events(recorder).open();
                Connection plain = Plain.open(file);
                LockHolder recovering = LockHolder.of(sharedMemory)) {
            db.run(c -> c.update("insert into item (name) values ('before')"));
            recovering.lock(LockHolder.WRITE_BYTE, 1);
            recovering.lock(LockHolder.RECOVER_BYTE, 1);
            recovering.zero(0, HEADER);
            assertThat(Plain.resultCode(() -> Plain.run(plain, "begin immediate")))
                    .isEqualTo(261);
            assertThat(Plain.resultCode(() -> Plain.value(plain, "select count(*) from item")))
                    .isEqualTo(261);

            Background<Long> write =
                    Background.start(() -> db.write(c -> c.insert("insert into item (name) values ('after')")));
            Background<Long> read = Background.start(
                    () -> db.queryValue("select count(*) from item", Long.class).orElseThrow());
            recorder.await(3, event -> event.role() == Role.WRITE && event.code() == 261);
            recorder.await(3, event -> event.role() == Role.READ && event.code() == 261);
            recovering.release();
            assertThat(write.result()).isEqualTo(2);
            assertThat(read.result()).isBetween(1L, 2L);
            assertThat(Plain.value(plain, "select group_concat(name) from item"))
                    .isEqualTo("before,after");
            Invariants.check(db);
        }
    }

    /** The last one out deletes the log, and holds the whole file meanwhile. */
    @Test
    void trap12bPlainAndSqlaneAnotherProcessClosesTheFileAsTheLastOne() throws Exception {
        try (LockHolder closing = LockHolder.of(file)) {
            closing.lock(LockHolder.SHARED_BYTES, LockHolder.SHARED_BYTE_COUNT);
            assertThatThrownBy(() -> Plain.open(file)).hasMessageContaining("SQLITE_BUSY");
            Recorder recorder = new Recorder();
            Background<SqliteDatabase> open =
                    Background.start(() -> Sqlite.builder(file).events(recorder).open());
            recorder.awaitBusy(5, Role.WRITE);
            assertThat(open.isDone()).isFalse();
            closing.release();
            try (SqliteDatabase db = open.result()) {
                db.run(c -> c.update("insert into item (name) values ('a')"));
                Invariants.check(db);
            }
        }
    }

    @Test
    void trap12bPlainAndSqlaneTheSameForAReadPoolAlone() throws Exception {
        try (LockHolder closing = LockHolder.of(file)) {
            closing.lock(LockHolder.SHARED_BYTES, LockHolder.SHARED_BYTE_COUNT);
            Recorder recorder = new Recorder();
            assertThatThrownBy(() ->
                            Sqlite.openReadPool(file, Plain.impatient(recorder)).close())
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("\"open\" in the read pool")
                    .hasMessageContaining("database locked for the whole busyTimeout of 300 ms");
            recorder.clear();
            Background<ReadPool> open =
                    Background.start(() -> Sqlite.builder(file).events(recorder).openReadPool());
            recorder.awaitBusy(5, Role.READ);
            closing.release();
            try (ReadPool pool = open.result()) {
                assertThat(pool.exists("select 1 from item")).isFalse();
            }
        }
    }

    /**
     * Where all read marks are taken, SQLite tries again by itself for some ten seconds and sleeps in between, whatever the busy timeout;
     * then it gives up. Neither side can do anything about the ten seconds, which all spend at the same time here; Sqlane adds none
     * where the busy timeout is over by then.
     */
    @Test
    void trap12bPlainAndSqlaneAllReadMarksTaken() throws Exception {
        Recorder recorder = new Recorder();
        try (SqliteDatabase db = Sqlite.open(file, Plain.impatient(recorder));
                Connection plain = Plain.open(file);
                LockHolder holder = LockHolder.of(sharedMemory)) {
            db.run(c -> c.update("insert into item (name) values ('a')"));
            holder.lock(LockHolder.READ_BYTES, LockHolder.READ_BYTE_COUNT);
            long start = System.nanoTime();
            Background<Integer> plainRead =
                    Background.start(() -> Plain.resultCode(() -> Plain.value(plain, "select count(*) from item")));
            Background<Void> read = Background.run(() -> db.query("select count(*) from item", row -> 1));
            Background<Void> write = Background.run(() -> db.run(c -> c.update("delete from item")));
            assertThat(plainRead.result()).isEqualTo(15);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(8));
            assertThat(read.failure())
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("\"query\" in the read pool")
                    .hasMessageContaining("result code 15");
            assertThat(write.failure())
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("\"write\" in the write pool")
                    .hasMessageContaining("result code 15");
            assertThat(recorder.events().stream().filter(event -> event.kind() == Recorder.Kind.BUSY))
                    .as("tries of the write")
                    .hasSize(1);
            holder.release();
            assertThat(db.queryValue("select count(*) from item", Long.class)).contains(1L);
            Invariants.check(db);
        }
    }

    /** How often the plain stack fails here is left open: it depends on the machine. Sqlane never does. */
    @Test
    void trap12bSqlaneOpensBesideAProcessThatOpensAndClosesAllTheTime() throws Exception {
        try (ForeignProcess other = new ChildJvm(OpenerLoop.class, folder).start(file.toString())) {
            assertThat(other.answer()).isEqualTo("running");
            int rounds = 0;
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            while (System.nanoTime() - end < 0) {
                int round = rounds++;
                try (SqliteDatabase db = Sqlite.open(file)) {
                    db.run(c -> c.update("insert into item (name) values (?)", "round " + round));
                    assertThat(db.exists("select 1 from item where name = ?", "round " + round))
                            .isTrue();
                }
                try (ReadPool pool = Sqlite.openReadPool(file)) {
                    assertThat(pool.exists("select 1 from item where name = ?", "round " + round))
                            .isTrue();
                }
            }
            other.send("stop");
            long foreign = Long.parseLong(other.answer());
            assertThat(rounds).isGreaterThan(3);
            try (SqliteDatabase db = Sqlite.open(file)) {
                assertThat(db.queryValue("select count(*) from item where name = 'foreign'", Long.class))
                        .contains(foreign);
                assertThat(db.queryValue("select count(*) from item where name like 'round %'", Integer.class))
                        .contains(rounds);
                Invariants.check(db);
            }
        }
    }
}
