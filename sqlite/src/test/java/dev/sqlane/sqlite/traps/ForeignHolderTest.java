package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.BusyException;
import dev.sqlane.DeadlineException;
import dev.sqlane.Role;
import dev.sqlane.Task;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign process, the {@code sqlite3} shell, has the lock. */
class ForeignHolderTest {
    private static final String HOLD = "begin immediate; insert into item (name) values ('foreign');";

    @TempDir
    Path folder;

    private Path file;
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void create() throws Exception {
        file = folder.resolve("foreign.db");
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> c.update("create table item (id integer primary key, name text)"));
        }
    }

    private static String names(SqliteDatabase db) throws SQLException {
        return db.queryValue("select group_concat(name) from (select name from item order by id)", String.class)
                .orElse("");
    }

    private static void insert(SqliteDatabase db, String name) throws SQLException {
        db.run(Task.named(name), c -> c.update("insert into item (name) values (?)", name));
    }

    @Test
    void aWriteWaitsUntilTheHolderEnds() throws Exception {
        try (SqliteDatabase db = Sqlite.builder(file).events(recorder).open();
                Shell shell = Shell.open(file)) {
            shell.quietly(HOLD);
            Background<Void> write = Background.run(() -> insert(db, "ours"));
            recorder.awaitBusy(5, Role.WRITE);
            assertThat(write.isDone()).isFalse();
            assertThat(names(db)).as("readers go on").isEmpty();
            shell.quietly("commit;");
            write.result();
            assertThat(names(db)).isEqualTo("foreign,ours");
            assertThat(db.stats().busyByCode()).containsOnlyKeys(5);
            Invariants.check(db);
        }
    }

    /** The head of the queue alone contends; those behind it fail with it and not each after a busy timeout of its own. */
    @Test
    void allQueuedWritesFailTogetherAfterTheBusyTimeout() throws Exception {
        SqliteConfiguration configuration = SqliteConfiguration.builder()
                .busyTimeout(Duration.ofSeconds(2))
                .events(recorder)
                .build();
        try (SqliteDatabase db = Sqlite.open(file, configuration);
                Shell shell = Shell.open(file)) {
            shell.quietly(HOLD);
            Background<Void> head = Background.run(() -> insert(db, "head"));
            recorder.awaitBusy(1, Role.WRITE);
            List<Background<Void>> behind = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                behind.add(Background.run(() -> insert(db, "behind")));
            }
            recorder.awaitQueued(4, Role.WRITE);
            assertThat(names(db)).as("readers go on").isEmpty();
            assertThat(head.isDone()).isFalse();
            assertThat(head.failure())
                    .isInstanceOf(BusyException.class)
                    .hasFieldOrPropertyWithValue("errorCode", 5)
                    .hasFieldOrPropertyWithValue("SQLState", "40001")
                    .hasMessageContaining("Task \"head\" in the write pool")
                    .hasMessageContaining("kept the write lock for the whole busyTimeout of 2000 ms")
                    .hasMessageContaining("Nothing of it has run")
                    .hasMessageContaining("Find who holds the lock, or raise busyTimeout");
            for (Background<Void> one : behind) {
                assertThat(one.failure())
                        .isInstanceOf(BusyException.class)
                        .hasMessageContaining("Task \"behind\" in the write pool of " + file.toRealPath())
                        .hasMessageContaining("failed together with the head of the queue, task \"head\"");
            }
            assertThat(recorder.events().stream()
                            .filter(event -> event.kind() == Recorder.Kind.BUSY)
                            .map(Recorder.Event::task))
                    .as("who met the lock")
                    .containsOnly("head");
            shell.quietly("commit;");
            insert(db, "later");
            assertThat(names(db)).isEqualTo("foreign,later");
            Invariants.check(db);
        }
    }

    @Test
    void allAsynchronousWritesFailTogetherToo() throws Exception {
        SqliteConfiguration configuration = SqliteConfiguration.builder()
                .busyTimeout(Duration.ofSeconds(2))
                .events(recorder)
                .build();
        try (SqliteDatabase db = Sqlite.open(file, configuration);
                Shell shell = Shell.open(file)) {
            shell.quietly(HOLD);
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            for (String name : new String[] {"head", "second", "third"}) {
                writes.add(
                        db.<Long>writeAsync(Task.named(name), c -> c.update("insert into item (name) values (?)", name))
                                .toCompletableFuture());
            }
            for (CompletableFuture<Long> write : writes) {
                assertThatThrownBy(() -> write.get(60, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(BusyException.class)
                        .hasFieldOrPropertyWithValue("errorCode", 5);
            }
            assertThatThrownBy(() -> writes.get(2).get())
                    .hasMessageContaining("Asynchronous task \"third\" failed together with the one before it")
                    .hasMessageContaining("Task \"head\" in the write pool");
            assertThat(recorder.events().stream()
                            .filter(event -> event.kind() == Recorder.Kind.BUSY)
                            .map(Recorder.Event::task))
                    .as("who met the lock")
                    .containsOnly("head");
            shell.quietly("commit;");
            assertThat(db.<Long>writeAsync(
                                    Task.named("later"), c -> c.update("insert into item (name) values ('later')"))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS))
                    .isEqualTo(1);
            assertThat(names(db)).isEqualTo("foreign,later");
            Invariants.check(db);
        }
    }

    @Test
    void aJdbcBorrowerIsToldInJdbcsWords() throws Exception {
        try (SqliteDatabase db = Sqlite.open(file, Plain.impatient(recorder));
                Shell shell = Shell.open(file)) {
            shell.quietly(HOLD);
            try (Connection connection = db.writePool().getConnection()) {
                for (boolean autoCommit : new boolean[] {true, false}) {
                    connection.setAutoCommit(autoCommit);
                    assertThatThrownBy(() -> Plain.run(connection, "insert into item (name) values ('ours')"))
                            .isInstanceOf(SQLTransactionRollbackException.class)
                            .hasFieldOrPropertyWithValue("SQLState", "40001")
                            .hasMessageContaining("for the whole busyTimeout of 300 ms")
                            .hasCauseInstanceOf(BusyException.class);
                }
                shell.quietly("rollback;");
                Plain.run(connection, "insert into item (name) values ('ours')");
                connection.commit();
            }
            assertThat(names(db)).isEqualTo("ours");
            Invariants.check(db);
        }
    }

    @Test
    void theTasksOwnDeadlineMayComeFirst() throws Exception {
        try (SqliteDatabase db = Sqlite.builder(file).events(recorder).open();
                Shell shell = Shell.open(file)) {
            shell.quietly(HOLD);
            Task hasty = Task.named("hasty").withTimeout(Duration.ofMillis(100));
            assertThatThrownBy(() -> db.run(hasty, c -> c.update("delete from item")))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("Task \"hasty\" in the write pool reached its deadline of 100 ms")
                    .hasMessageContaining("another process or connection held the write lock")
                    .hasFieldOrPropertyWithValue("SQLState", "HYT00");
            shell.quietly("commit;");
            insert(db, "later");
            assertThat(names(db)).isEqualTo("foreign,later");
            Invariants.check(db);
        }
    }

    /** What the holder did not commit is gone with it, and the log that it leaves is recovered. */
    @Test
    void theHolderIsKilled() throws Exception {
        try (SqliteDatabase db = Sqlite.builder(file).events(recorder).open();
                Shell shell = Shell.open(file)) {
            shell.quietly("insert into item (name) values ('committed');");
            // A cache so small that the transaction's pages spill into the log before it is committed.
            shell.quietly("pragma cache_size=2;");
            shell.quietly(HOLD);
            shell.quietly("with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)"
                    + " insert into item (name) select hex(randomblob(400)) from n;");
            Background<Void> write = Background.run(() -> insert(db, "ours"));
            recorder.awaitBusy(5, Role.WRITE);
            assertThat(write.isDone()).isFalse();
            shell.kill();
            write.result();
            assertThat(names(db)).isEqualTo("committed,ours");
            Invariants.check(db);
        }
    }

    /** The same with nobody else there: the one who opens next recovers the log. */
    @Test
    void theLastProcessIsKilled() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (Shell shell = Shell.open(file)) {
                shell.quietly("insert into item (name) values ('round " + round + "');");
                shell.quietly(HOLD);
                shell.kill();
            }
            assertThat(folder.resolve("foreign.db-wal")).isNotEmptyFile();
            try (SqliteDatabase db = Sqlite.builder(file).events(recorder).open()) {
                assertThat(db.queryValue("select count(*) from item", Integer.class))
                        .contains(round + 1);
                assertThat(db.exists("select 1 from item where name = 'foreign'"))
                        .isFalse();
                Invariants.check(db);
            }
        }
    }

    /** In exclusive locking mode a process keeps the whole file to itself, from readers too, until it ends. */
    @Test
    void aForeignExclusiveLock() throws Exception {
        try (Shell shell = Shell.open(file)) {
            assertThat(shell.run("pragma locking_mode=exclusive;")).isEqualTo("exclusive");
            shell.quietly("insert into item (name) values ('foreign');");
            assertThatThrownBy(() -> Sqlite.open(file, Plain.impatient(recorder)))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("Task \"open\" in the write pool")
                    .hasMessageContaining("busyTimeout of 300 ms");
            assertThatThrownBy(() -> Sqlite.openReadPool(file, Plain.impatient(recorder)))
                    .isInstanceOf(BusyException.class)
                    .hasMessageContaining("Task \"open\" in the read pool");
            recorder.clear();
            Background<SqliteDatabase> open =
                    Background.start(() -> Sqlite.builder(file).events(recorder).open());
            recorder.awaitBusy(5, Role.WRITE);
            assertThat(open.isDone()).isFalse();
            shell.quit();
            try (SqliteDatabase db = open.result()) {
                insert(db, "ours");
                assertThat(names(db)).isEqualTo("foreign,ours");
                Invariants.check(db);
            }
        }
    }
}
