package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;

/** Traps 1 to 3: how the plain stack begins and commits transactions, and what Sqlane does. */
class TransactionTrapsTest {
    private static final String IMMEDIATE = "journal_mode=WAL&busy_timeout=0&transaction_mode=IMMEDIATE";

    private static final String LATER_VIOLATION = "insert into part (item_id) values (99)";

    @TempDir
    Path folder;

    private Path file;
    private final Recorder recorder = new Recorder();
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("trap.db");
        db = Sqlite.open(file, Plain.impatient(recorder));
        db.run(c -> c.script("""
                create table item (id integer primary key, name text unique not null);
                create table part (
                  id integer primary key,
                  item_id integer not null references item (id) deferrable initially deferred);
                create trigger forbidden before insert on item when new.name = 'forbidden'
                begin select raise(rollback, 'forbidden name'); end;
                """));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private String names() throws SQLException {
        return db.queryValue("select group_concat(name) from (select name from item order by id)", String.class)
                .orElse("");
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into item (name) values (?)")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }

    /** The flag is set before BEGIN has succeeded, and the next borrower's transaction is none. */
    @Test
    void trap1PlainABeginThatFailsBusyCostsTheNextBorrowerItsTransaction() throws Exception {
        try (Connection holder = Plain.open(file);
                HikariDataSource pool = Plain.pool(file, true, IMMEDIATE)) {
            Plain.run(holder, "begin immediate");
            try (Connection first = pool.getConnection()) {
                assertThatThrownBy(() -> first.setAutoCommit(false)).hasMessageContaining("SQLITE_BUSY");
            }
            Plain.run(holder, "rollback");
            Connection second = pool.getConnection();
            second.setAutoCommit(false);
            insert(second, "half of a transfer");
            assertThat(Plain.value(holder, "select name from item"))
                    .as("what others see of a transaction that goes on")
                    .isEqualTo("half of a transfer");
            assertThatThrownBy(second::rollback).hasMessageContaining("no transaction is active");
            assertThatThrownBy(second::close).hasMessageContaining("no transaction is active");
            assertThat(names()).as("after the rollback").isEqualTo("half of a transfer");
        }
    }

    @Test
    void trap1SqlaneABeginThatFailsBusyLeavesNothingBehind() throws Exception {
        try (Connection holder = Plain.open(file)) {
            Plain.run(holder, "begin immediate");
            try (Connection first = db.writePool().getConnection()) {
                first.setAutoCommit(false);
                assertThatThrownBy(() -> insert(first, "refused"))
                        .isInstanceOf(SQLTransactionRollbackException.class)
                        .hasFieldOrPropertyWithValue("SQLState", "40001");
            }
            Plain.run(holder, "rollback");
            try (Connection second = db.writePool().getConnection()) {
                assertThat(second.getAutoCommit()).isTrue();
                second.setAutoCommit(false);
                insert(second, "half of a transfer");
                assertThat(names()).as("what others see").isEmpty();
                second.rollback();
            }
        }
        assertThat(names()).isEmpty();
    }

    /** {@code close} rolls back, and rolling back begins the next transaction. */
    @Test
    void trap2PlainAnIdleConnectionHoldsTheWriteLock() throws Exception {
        try (Connection other = Plain.open(file);
                HikariDataSource pool = Plain.pool(file, false, IMMEDIATE)) {
            try (Connection connection = pool.getConnection()) {
                insert(connection, "a");
                connection.commit();
                assertThat(Plain.resultCode(() -> Plain.run(other, "begin immediate")))
                        .as("after commit")
                        .isEqualTo(5);
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(Plain.resultCode(() -> Plain.run(other, "begin immediate")))
                    .as("after close")
                    .isEqualTo(5);
        }
    }

    @Test
    void trap2SqlaneNoLockIsHeldBetweenTransactions() throws Exception {
        try (Connection other = Plain.open(file)) {
            try (Connection connection = db.writePool().getConnection()) {
                connection.setAutoCommit(false);
                insert(connection, "a");
                connection.commit();
                Plain.run(other, "begin immediate", "rollback");
                insert(connection, "b");
                connection.rollback();
                Plain.run(other, "begin immediate", "rollback");
            }
            db.run(c -> c.update("insert into item (name) values ('c')"));
            Plain.run(other, "begin immediate", "rollback");
        }
        assertThat(names()).isEqualTo("a,c");
    }

    /**
     * The next BEGIN, which {@code commit} runs, meets somebody who took the lock in between. That is a race of a few microseconds, so
     * it is run until it is lost, which happens within a few rounds.
     */
    @Test
    void trap2PlainACommitThatSaysBusyIsDurable() throws Exception {
        try (Connection connection = Plain.open(file, immediate())) {
            connection.setAutoCommit(false);
            boolean lost = false;
            for (int round = 0; round < 5_000 && !lost; round++) {
                insert(connection, "round " + round);
                try (Rival rival = new Rival(file)) {
                    lost = Plain.resultCode(connection::commit) == 5;
                    assertThat(db.exists("select 1 from item where name = ?", "round " + round))
                            .as("the row of a commit that failed: %s", lost)
                            .isTrue();
                    rival.stop();
                }
            }
            assertThat(lost).as("a commit said busy").isTrue();
        }
    }

    @Test
    void trap2SqlaneACommitThatIsDurableReturns() throws Exception {
        try (Connection connection = db.writePool().getConnection()) {
            connection.setAutoCommit(false);
            for (int round = 0; round < 200; round++) {
                insert(connection, "round " + round);
                try (Rival rival = new Rival(file)) {
                    connection.commit();
                    rival.stop();
                }
            }
        }
        assertThat(db.queryValue("select count(*) from item", Long.class)).contains(200L);
    }

    private static SQLiteConfig immediate() {
        SQLiteConfig config = Plain.config();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return config;
    }

    /** Another connection that begins a write transaction as soon as it can. */
    private static final class Rival implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final CountDownLatch trying = new CountDownLatch(1);
        private final Background<Void> attempts;

        Rival(Path file) throws Exception {
            attempts = Background.run(() -> {
                try (Connection connection = Plain.open(file);
                        Statement statement = connection.createStatement()) {
                    while (!stopped.get() && Plain.resultCode(() -> statement.executeUpdate("begin immediate")) != 0) {
                        trying.countDown();
                    }
                    trying.countDown();
                }
            });
            trying.await();
        }

        void stop() throws Exception {
            stopped.set(true);
            attempts.result();
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }

    /** A COMMIT that met a reader, outside WAL mode; switching auto-commit on again commits what the caller has given up. */
    @Test
    void trap3PlainATransactionWhoseCommitFailedIsCommittedByTheWay() throws Exception {
        Path other = folder.resolve("rollback-journal.db");
        SQLiteConfig config = Plain.config();
        config.setJournalMode(JournalMode.DELETE);
        try (Connection writer = Plain.open(other, config);
                Connection reader = Plain.open(other, config)) {
            Plain.run(writer, "create table item (name text)", "insert into item values ('old')");
            writer.setAutoCommit(false);
            try (Statement statement = reader.createStatement();
                    ResultSet open = statement.executeQuery("select name from item")) {
                assertThat(open.next()).isTrue();
                Plain.run(writer, "insert into item values ('given up')");
                assertThat(Plain.resultCode(writer::commit)).isEqualTo(5);
            }
            writer.setAutoCommit(true);
            assertThat(Plain.value(reader, "select count(*) from item where name = 'given up'"))
                    .isEqualTo("1");
        }
    }

    /** In WAL mode a COMMIT meets no reader; what can fail it is a deferred constraint. */
    @Test
    void trap3SqlaneATransactionWhoseCommitFailedIsRolledBack() throws Exception {
        assertThatThrownBy(() -> db.run(c -> {
                    c.update("insert into item (name) values ('given up')");
                    c.update(LATER_VIOLATION);
                }))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class);
        assertThat(names()).isEmpty();
        try (Connection connection = db.writePool().getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "given up");
            Plain.run(connection, LATER_VIOLATION);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLIntegrityConstraintViolationException.class);
        }
        assertThat(names()).as("after close").isEmpty();
    }
}
