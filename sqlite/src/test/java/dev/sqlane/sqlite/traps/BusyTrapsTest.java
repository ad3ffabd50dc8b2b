package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Role;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** Traps 8, 12 and 12a: busy answers that waiting does not help against, or that come where nobody expects them. */
class BusyTrapsTest {
    private static final String RETURNING = "insert into item (name) values ('a'), ('b') returning id";

    @TempDir
    Path folder;

    private Path file;
    private final Recorder recorder = new Recorder();
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("trap.db");
        db = Sqlite.builder(file).events(recorder).open();
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private long count() throws SQLException {
        return db.queryValue("select count(*) from item", Long.class).orElseThrow();
    }

    /** With a busy timeout of five seconds, the answer comes at once, and comes again. */
    @Test
    void trap8PlainATransactionThatReadsAndThenWritesMeetsAStaleSnapshot() throws Exception {
        SQLiteConfig config = Plain.config();
        config.setBusyTimeout(5_000);
        try (Connection connection = Plain.open(file, config)) {
            connection.setAutoCommit(false);
            assertThat(Plain.value(connection, "select count(*) from item")).isEqualTo("0");
            db.run(c -> c.update("insert into item (name) values ('newer')"));
            long start = System.nanoTime();
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(Plain.resultCode(() -> Plain.run(connection, "insert into item (name) values ('x')")))
                        .isEqualTo(517);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void trap8SqlaneUnitsThatReadAndThenWriteNeverMeetOne() throws Exception {
        List<Background<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            writers.add(Background.run(() -> {
                for (int unit = 0; unit < 25; unit++) {
                    db.run(c -> {
                        long last = c.queryValue("select coalesce(max(id), 0) from item", Long.class)
                                .orElseThrow();
                        c.update("insert into item (id, name) values (?, 'next')", last + 1);
                    });
                }
            }));
        }
        for (Background<Void> writer : writers) {
            writer.result();
        }
        assertThat(count()).isEqualTo(200);
        assertThat(db.stats().busyByCode()).isEmpty();
        try (Connection connection = db.writePool().getConnection();
                Connection other = Plain.open(file)) {
            connection.setAutoCommit(false);
            assertThat(Plain.value(connection, "select count(*) from item")).isEqualTo("200");
            assertThat(Plain.resultCode(() -> Plain.run(other, "delete from item")))
                    .as("the lock is held since the first read")
                    .isEqualTo(5);
            Plain.run(connection, "insert into item (name) values ('x')");
            connection.commit();
        }
        assertThat(count()).isEqualTo(201);
    }

    /** Whoever opens a new file first, holds it while it makes its tables. */
    @Test
    void trap12PlainAndSqlaneANewFileThatAnotherProcessIsFilling() throws Exception {
        Path fresh = folder.resolve("fresh.db");
        try (Shell shell = Shell.open(fresh)) {
            // Outside of WAL mode a COMMIT must wait for whoever reads, and we look at the file again and again.
            shell.quietly(".timeout 60000");
            shell.quietly("begin immediate; create table item (name text);");
            assertThatThrownBy(() -> Plain.open(fresh)).hasMessageContaining("SQLITE_BUSY");

            Recorder opening = new Recorder();
            Background<SqliteDatabase> open =
                    Background.start(() -> Sqlite.builder(fresh).events(opening).open());
            opening.awaitBusy(5, Role.WRITE);
            assertThat(open.isDone()).isFalse();
            shell.quietly("insert into item values ('of the shell'); commit;");
            try (SqliteDatabase other = open.result()) {
                assertThat(other.queryValue("select name from item", String.class))
                        .contains("of the shell");
                assertThat(other.queryValue("pragma journal_mode", String.class))
                        .contains("wal");
                Invariants.check(other);
            }
        }
    }

    /** BEGIN IMMEDIATE meets a stale snapshot only beside an open query on the same connection. */
    @Test
    void trap12PlainBeginImmediateBesideAForgottenQuery() throws Exception {
        db.run(c -> c.update("insert into item (name) values ('a')"));
        try (Connection connection = Plain.open(file);
                PreparedStatement query = connection.prepareStatement("select id from item");
                ResultSet forgotten = query.executeQuery()) {
            assertThat(forgotten.next()).isTrue();
            db.run(c -> c.update("insert into item (name) values ('b')"));
            assertThat(Plain.resultCode(() -> Plain.run(connection, "begin immediate")))
                    .isEqualTo(517);
        }
    }

    @Test
    void trap12SqlaneATransactionBeginsBesideAForgottenQuery() throws Exception {
        db.run(c -> c.script("insert into item (name) values ('a'); insert into item (name) values ('b')"));
        try (Connection connection = db.writePool().getConnection();
                Connection other = Plain.open(file);
                Statement forgotten = connection.createStatement()) {
            ResultSet open = forgotten.executeQuery("select id from item");
            assertThat(open.next()).isTrue();
            Plain.run(other, "insert into item (name) values ('c')");
            connection.setAutoCommit(false);
            Plain.run(connection, "insert into item (name) values ('d')");
            connection.commit();
        }
        assertThat(count()).isEqualTo(4);
        assertThat(db.stats().busyByCode()).isEmpty();
    }

    @Test
    void trap12aPlainAnOpenReturningCursorMakesCommitSayBusy() throws Exception {
        try (Connection connection = Plain.open(file);
                PreparedStatement insert = connection.prepareStatement(RETURNING)) {
            connection.setAutoCommit(false);
            try (ResultSet open = insert.executeQuery()) {
                assertThat(open.next()).isTrue();
                assertThatThrownBy(connection::commit)
                        .hasMessageContaining("SQL statements in progress")
                        .hasFieldOrPropertyWithValue("errorCode", 5);
            }
            connection.rollback();
        }
    }

    @Test
    void trap12aSqlaneAnOpenReturningCursorIsResetFirst() throws Exception {
        db.run(c -> {
            Stream<Long> open = c.stream(RETURNING, row -> row.getLong(1));
            assertThat(open.iterator().next()).isEqualTo(1);
            c.savepoint(inner -> {
                Stream<Long> deeper = inner.stream(RETURNING, row -> row.getLong(1));
                return deeper.iterator().next();
            });
        });
        assertThat(count()).isEqualTo(4);
        try (Connection connection = db.writePool().getConnection();
                PreparedStatement insert = connection.prepareStatement(RETURNING)) {
            connection.setAutoCommit(false);
            ResultSet open = insert.executeQuery();
            assertThat(open.next()).isTrue();
            connection.commit();
        }
        assertThat(count()).isEqualTo(6);
        assertThat(db.stats().busyByCode()).isEmpty();
    }
}
